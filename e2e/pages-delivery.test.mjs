// What the code page tells of the message, while it stays open.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, launch, visit } from './browser.mjs'
import { askForCode, enterCode } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => {
  [browser, server] = await Promise.all([launch(), startServer({
    AUTH_SMS_NEXT_CHANNEL_AFTER: '2s', AUTH_RATE_LIMITS_OTP_PERIOD: '60s', AUTH_RATE_LIMITS_OTP_VALIDITY: '300s',
  })])
})
after(() => Promise.all([browser.close(), server.stop()]))

// proves C18
test('the other channel is offered when nothing is heard, and what was typed stays', async (t) => {
  const page = await visit(t, browser)
  const number = freshNumber()
  await askForCode(page, server, number)
  await page.locator('#delivery', { hasText: 'on its way' }).waitFor()
  await page.locator('#code').pressSequentially('12')
  const offer = page.locator('#delivery').getByRole('button', { name: 'Use WhatsApp instead' })
  await offer.waitFor()
  assert.equal(await page.inputValue('#code'), '12')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'code')
  await accessible(page)
  const [before] = await server.messages(number)
  await offer.click()
  await page.locator('#status', { hasText: 'We sent the code by WhatsApp.' }).waitFor()
  const [now] = await server.messages(number)
  assert.deepEqual([now.channel, now.code], ['whatsapp', before.code])
  assert.equal(await offer.count(), 0)
  await enterCode(page, server, number)
  await page.waitForURL('**/account')
  assert.deepEqual(page.problems, [])
})

test('news are asked for every few seconds, and nothing is read aloud twice', async (t) => {
  const page = await visit(t, browser)
  await askForCode(page, server, freshNumber())
  await page.locator('#delivery').getByRole('button').waitFor()
  await page.evaluate(() => {
    window.changes = 0
    new MutationObserver(() => window.changes++).observe(document.getElementById('delivery'), { childList: true, subtree: true })
  })
  const asked = () => page.requests.filter((r) => r.url().includes('/login/code/delivery')).length
  const first = asked()
  await page.waitForTimeout(9_000)
  assert.ok(asked() - first >= 2, `asked ${asked() - first} times`)
  assert.equal(await page.evaluate(() => window.changes), 0)
})

test('without a script the offer is there after a reload', async (t) => {
  const page = await visit(t, browser, { scripts: false })
  const number = freshNumber()
  await askForCode(page, server, number)
  await page.waitForTimeout(2_500)
  await page.reload()
  await page.locator('#delivery').getByRole('button', { name: 'Use WhatsApp instead' }).click()
  await page.locator('#status', { hasText: 'We sent the code by WhatsApp.' }).waitFor()
  await page.locator('#delivery').waitFor()
})

test('the server itself tries the other channel where it is told to', async (t) => {
  const trying = await startServer({
    AUTH_SMS_NEXT_CHANNEL: 'try', AUTH_SMS_NEXT_CHANNEL_AFTER: '1s', AUTH_RATE_LIMITS_OTP_VALIDITY: '300s',
  })
  t.after(() => trying.stop())
  const page = await visit(t, browser)
  const number = freshNumber()
  await askForCode(page, trying, number)
  await page.locator('#delivery', { hasText: 'We sent the code by WhatsApp as well.' }).waitFor()
  const sent = await trying.messages(number)
  assert.deepEqual(sent.map((m) => m.channel), ['whatsapp', 'sms'])
  assert.equal(sent[0].code, sent[1].code)
})
