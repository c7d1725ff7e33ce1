// Changing the number of an account on the hosted pages.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, visit } from './browser.mjs'
import { askForCode, enterCode, proveNumber, sendNumber, shown, signIn } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

/** Signs in, asks to change the number and proves the current one. */
async function prove(t) {
  const page = await visit(t, browser)
  const number = freshNumber()
  await signIn(page, server, number)
  await page.waitForTimeout(1100)
  await page.getByRole('link', { name: 'Change number' }).click()
  await page.waitForURL('**/account/phone')
  await proveNumber(page, server, number)
  return { page, number }
}

// proves H1, H2, H3
test('the current number is proved, then the new one, then the change takes effect', async (t) => {
  const { page, number } = await prove(t)
  const next = freshNumber()
  await sendNumber(page, next)
  await enterCode(page, server, next)
  await page.waitForURL('**/account/phone/done')
  assert.ok((await shown(page)).includes(next))

  // The old number is told, without the whole new one.
  const notice = await server.notice(number)
  assert.match(notice.text, new RegExp(next.slice(-2)))
  assert.ok(!notice.text.replace(/\s/g, '').includes(next.slice(1)))

  await page.goto(`${server.url}/account`)
  assert.ok((await shown(page)).includes(next))
})

// proves H2
test('a new number that is not proved changes nothing', async (t) => {
  const { page, number } = await prove(t)
  await sendNumber(page, freshNumber())
  await page.goto(`${server.url}/account`)
  assert.ok((await shown(page)).includes(number))
})

// proves H1
test('without proof of the current number nobody is asked for the new one', async (t) => {
  const page = await visit(t, browser)
  await signIn(page, server, freshNumber())
  await page.goto(`${server.url}/account/phone/new`)
  assert.ok(!page.url().endsWith('/phone/new'))
  assert.equal(await page.locator('#phone').count(), 0)
})

test('a number that someone else has cannot be taken', async (t) => {
  const owner = await visit(t, browser)
  const taken = freshNumber()
  await signIn(owner, server, taken)
  await owner.waitForTimeout(1100)

  const { page, number } = await prove(t)
  await page.fill('#phone', taken)
  await page.getByRole('button', { name: 'Text me a code' }).click()
  // proves P14: the page goes on as with any number.
  await page.waitForSelector('#code, #problem')
  assert.equal(await page.locator('#code').count(), 1)
  await page.goto(`${server.url}/account`)
  assert.ok((await shown(page)).includes(number))

  await owner.goto(`${server.url}/account`)
  assert.ok((await shown(owner)).includes(taken))
})

// proves H3
test('the link in the notice gives the old number back', async (t) => {
  const { page, number } = await prove(t)
  const next = freshNumber()
  await sendNumber(page, next)
  await enterCode(page, server, next)
  await page.waitForURL('**/account/phone/done')
  const notice = await server.notice(number)
  const [link] = notice.text.match(/https?:\S+/) ?? []
  assert.ok(link, `no link in the notice: ${notice.text}`)

  const elsewhere = await visit(t, browser)
  await elsewhere.goto(link)
  await elsewhere.locator('main form button').first().click()
  await elsewhere.waitForLoadState()
  await elsewhere.waitForTimeout(1100)
  await askForCode(elsewhere, server, number)
  await enterCode(elsewhere, server, number)
  await elsewhere.waitForURL('**/account')
  assert.ok((await shown(elsewhere)).includes(number))
})

// proves H4
test('someone without the old number is shown another way', async (t) => {
  const page = await visit(t, browser)
  await signIn(page, server, freshNumber())
  await page.goto(`${server.url}/account/phone`)
  await page.getByText(/no longer have/i).first().waitFor()
})
