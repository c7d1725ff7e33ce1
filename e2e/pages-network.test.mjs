// A network that fails or is slow, and a page that does not move under the
// fingers.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, desktop, launch, phone, visit } from './browser.mjs'
import { askForCode } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

// proves C15, P10, G13
test('without a network the page says so, loses nothing and sends once when it is back', async (t) => {
  const page = await visit(t, browser)
  const number = freshNumber()
  await page.goto(`${server.url}/login`)
  await page.fill('#phone', number)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.locator('#offline', { hasText: 'Nothing is lost' }).waitFor()
  assert.equal(await page.locator('#phone').inputValue(), number)
  await accessible(page)

  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.waitForSelector('#code')
  assert.equal((await server.messages(number)).length, 1)

  // The same code can be sent again when it got no answer.
  await page.context().setOffline(true)
  await page.fill('#code', await server.code(number))
  await page.locator('#offline', { hasText: 'Nothing is lost' }).waitFor()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/account')
})

// proves G14: what scripts make of the page takes the place of what was there.
test('nothing moves while the pages load', async (t) => {
  for (const viewport of [phone, desktop]) {
    const page = await visit(t, browser, { viewport })
    await page.addInitScript(() => {
      window.moved = 0
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value
      }).observe({ type: 'layout-shift', buffered: true })
    })
    const moved = () => page.evaluate(() => new Promise((later) => setTimeout(() => later(window.moved), 400)))
    await page.goto(`${server.url}/login`)
    assert.ok(await moved() < 0.01, `/login moves by ${await moved()}`)
    await askForCode(page, server, freshNumber())
    await page.reload()
    assert.ok(await moved() < 0.01, `the code page moves by ${await moved()}`)
  }
})

// proves G8, C9: what a countdown has to say is said and shown, and moves nothing.
test('the end of the wait is announced without moving the field', async (t) => {
  const page = await visit(t, browser)
  await askForCode(page, server, freshNumber())
  const top = () => page.locator('#code').evaluate((e) => e.getBoundingClientRect().top)
  const before = await top()
  await page.locator('#said[role=status]', { hasText: 'You can ask for the code again now.' }).waitFor()
  assert.equal(await top(), before)
  assert.equal(await page.locator('#resend[aria-disabled]').count(), 0)
})

// proves G11
test('whoever prefers less motion gets none, and still sees that a form is under way', async (t) => {
  const page = await visit(t, browser, { reducedMotion: 'reduce' })
  await page.goto(`${server.url}/login`)
  await page.route('**/login', (route) => setTimeout(() => route.continue(), 700))
  await page.fill('#phone', freshNumber())
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.locator('form[aria-busy=true]').waitFor()
  const ring = () => getComputedStyle(document.querySelector('form .button'), '::after')
  assert.equal(await page.evaluate(`(${ring})().content`), '""')
  assert.equal(await page.evaluate(`(${ring})().animationName`), 'none')
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0)
  await page.waitForSelector('#code')
})

// proves G3: what scripts add may be missing, also where only a part of it is.
test('where a module does not come, someone signs in as without scripts', async (t) => {
  const page = await visit(t, browser)
  await page.route(/\/static\/(country|code)\./, (route) => route.abort())
  const number = freshNumber()
  await page.goto(`${server.url}/login`)
  await page.selectOption('#country', 'DE')
  await page.fill('#phone', number)
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.waitForSelector('#code')
  await page.fill('#code', await server.code(number))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/account')
  assert.deepEqual(page.problems, [])
})
