// The whole flow with scripts off. (proves G3)

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startApp } from './app.mjs'
import { launch, visit } from './browser.mjs'
import { askForCode, pkce, sendNumber, wrongCode } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

const noScripts = (t) => visit(t, browser, { scripts: false })

/** Fills in a code and presses the button of its form. */
async function submit(page, code) {
  await page.fill('#code', code)
  await page.locator('form:has(#code) button[type=submit], form:has(#code) button:not([type])').first().click()
}

test('someone signs in, having mistyped the code', async (t) => {
  const page = await noScripts(t)
  const number = freshNumber()
  await askForCode(page, server, number)
  await submit(page, await wrongCode(server, number))
  await page.locator('#problem').waitFor()
  assert.match(await page.title(), /^Error: /)
  const spaced = (await server.code(number)).replace(/(...)/, '$1 ')
  await submit(page, spaced)
  await page.waitForURL('**/account')
})

// proves C9
test('a code is sent again, too early and in time', async (t) => {
  const slow = await startServer({ AUTH_RATE_LIMITS_OTP_PERIOD: '4s' })
  t.after(() => slow.stop())
  const page = await noScripts(t)
  const number = freshNumber()
  await askForCode(page, slow, number)
  await page.locator('#resend').click()
  await page.locator('#problem').waitFor() // still our page, with the time left (C15)
  assert.equal((await slow.messages(number)).length, 1)
  await page.waitForTimeout(4200)
  await page.locator('#resend').click()
  await page.locator('#status', { hasText: 'again' }).waitFor()
  assert.equal((await slow.messages(number)).length, 2)
  await submit(page, await slow.code(number))
  await page.waitForURL('**/account')
})

test('a bad number is explained, and a wrong one is changed', async (t) => {
  const page = await noScripts(t)
  await page.goto(`${server.url}/login`)
  await page.fill('#phone', '+49151')
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.locator('#problem').waitFor()
  await sendNumber(page, freshNumber())
  await page.getByRole('link', { name: /Wrong number/ }).click()
  const number = freshNumber()
  await sendNumber(page, number)
  await submit(page, await server.code(number))
  await page.waitForURL('**/account')
})

test('the app gets its code back', async (t) => {
  const app = await startApp(t)
  const own = await startServer({ AUTH_SITE_URL: app.url })
  t.after(() => own.stop())
  const page = await noScripts(t)
  const number = freshNumber()
  await page.goto(`${own.url}/login?${new URLSearchParams({
    redirect_to: app.url, code_challenge: pkce().challenge, code_challenge_method: 's256', state: 'x',
  })}`)
  await sendNumber(page, number)
  await submit(page, await own.code(number))
  await page.waitForURL((url) => url.origin === app.url && url.searchParams.get('state') === 'x')
})

test('the number is changed, and the account signs out', async (t) => {
  const page = await noScripts(t)
  const [number, next] = [freshNumber(), freshNumber()]
  await askForCode(page, server, number)
  await submit(page, await server.code(number))
  await page.waitForTimeout(1100)
  await page.getByRole('link', { name: 'Change number' }).click()
  await page.getByRole('button', { name: 'Send code' }).click()
  await submit(page, await server.code(number))
  await sendNumber(page, next)
  await submit(page, await server.code(next))
  await page.waitForURL('**/account/phone/done')

  await page.goto(`${server.url}/account`)
  await page.locator('form:has([name=scope][value=local]) button').click()
  await page.goto(`${server.url}/account`)
  assert.ok(!page.url().endsWith('/account'))
})
