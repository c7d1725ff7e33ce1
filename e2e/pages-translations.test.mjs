// Every language on the smallest screen: words differ in length by half, and the
// longest must not make a page scroll sideways or a button lose letters.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { launch, visit } from './browser.mjs'
import { wrongCode } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { root, startServer } from './server.mjs'

let browser, server
before(async () => {
  [browser, server] = await Promise.all([launch(), startServer({ AUTH_APP_NAME: 'Northwind Traders' })])
})
after(() => Promise.all([browser.close(), server.stop()]))

const languages = readdirSync(`${root}locales`).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5))

/** What a language does to the page: sideways scroll, letters cut off, texts that nobody filled in. */
const damage = (page) => page.evaluate(() => {
  const right = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []
  const cut = [...document.querySelectorAll('button, a, label, h1, p')]
    .filter((e) => e.checkVisibility() && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
    .map((e) => `cut off: ${e.textContent.trim()}`)
  const empty = document.body.innerText.match(/\{[a-z]+\}/g) ?? []
  return [...right, ...cut, ...empty]
})

for (const lang of languages) {
  // proves G4 in each language
  test(`${lang} fits 320 px, from the number to the account`, async (t) => {
    const page = await visit(t, browser, { locale: lang, viewport: { width: 320, height: 640 } })
    const intact = async (where) => {
      assert.equal(await page.locator('html').getAttribute('lang'), lang, where)
      assert.deepEqual(await damage(page), [], where)
    }
    const send = page.locator('form:has(#phone) button.button')
    await page.goto(`${server.url}/login`)
    await intact('phone page')
    await send.click()
    await page.locator('[role=alert], #phone[aria-invalid=true]').first().waitFor()
    await intact('phone page without a number')

    const number = freshNumber()
    await page.fill('#phone', number)
    await send.click()
    await page.waitForURL('**/login/code?*')
    await intact('code page')
    await page.fill('#code', await wrongCode(server, number))
    await page.locator('#code[aria-invalid=true]').waitFor()
    await intact('code page after a wrong code')
    await page.fill('#code', await server.code(number))
    await page.waitForURL('**/account')
    await intact('account page')
    assert.deepEqual(page.problems, [])
  })
}
