// The pages in the language of who reads them. (proves G2)

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, launch, phone, shoot, visit } from './browser.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

const language = (page) => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])

/** Sends a number from the phone page, whatever its language. */
async function send(page, number) {
  await page.goto(`${server.url}/login`)
  await page.fill('#phone', number)
  await page.locator('form:has(#phone) button.button').click()
  await page.waitForURL('**/login/code?*')
}

for (const lang of ['ar', 'he']) {
  test(`someone signs in in ${lang}, read from the right`, async (t) => {
    const page = await visit(t, browser, { locale: lang })
    const number = freshNumber()
    await send(page, number)
    assert.deepEqual(await language(page), [lang, 'rtl'])
    for (const width of [320, phone.width, 1280]) {
      await page.setViewportSize({ width, height: 740 })
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `scrolls sideways at ${width}`)
    }
    await page.setViewportSize(phone)

    // The layout is mirrored; the number and the code are not.
    const side = await page.evaluate(() => {
      const mark = document.querySelector('.masthead svg').getBoundingClientRect()
      return mark.left > innerWidth / 2 ? 'right' : 'left'
    })
    assert.equal(side, 'right')
    const order = await page.evaluate(() => {
      const text = document.querySelector('#code-sent strong').firstChild
      const at = (i) => { const r = document.createRange(); r.setStart(text, i); r.setEnd(text, i + 1); return r.getBoundingClientRect().left }
      const plus = text.data.indexOf('+49')
      return at(plus) < at(plus + 1) && at(plus + 1) < at(plus + 2)
    })
    assert.ok(order, 'the number is written from the right')
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('#code')).direction), 'ltr')

    await page.locator('footer details summary').click()
    await accessible(page)
    await shoot(page, `language-${lang}`)
    await page.fill('#code', await server.code(number))
    await page.waitForURL('**/account')
    assert.deepEqual(await language(page), [lang, 'rtl'])
    assert.deepEqual(page.problems, [])
  })
}

for (const scripts of [true, false]) {
  test(`the language is chosen with the keyboard, scripts ${scripts ? 'on' : 'off'}`, async (t) => {
    const page = await visit(t, browser, { scripts, locale: 'ar' })
    await send(page, freshNumber())
    const flow = () => new URL(page.url()).pathname + new URL(page.url()).searchParams.get('flow')
    const before = flow()
    await page.locator('#code:focus').waitFor() // the page moves the focus there once it is drawn
    await page.locator('footer details summary').focus()
    await page.keyboard.press('Enter')
    await page.locator('footer details select').selectOption('fr')
    await page.locator('footer details button').focus()
    await page.keyboard.press('Enter')
    await page.locator('html[lang=fr]').waitFor()
    assert.deepEqual(await page.locator('html').getAttribute('dir'), 'ltr')
    assert.equal(flow(), before)
    assert.match(await page.locator('h1').textContent(), /Saisissez le code/)
    // The address knows it too, where the cookies are lost.
    await page.context().clearCookies()
    await page.reload()
    await page.locator('html[lang=fr] #phone').waitFor()
  })
}

// proves C9 in digits of the language
test('the countdown has the digits of the language', async (t) => {
  const page = await visit(t, browser, { locale: 'ar' })
  await send(page, freshNumber())
  await page.waitForFunction(() => /[٠-٩]:[٠-٩]{2}/.test(document.querySelector('#countdown').textContent))
})

const zones = [
  // the page's language, the person's browser, the person's clock, what stands there (noon of 4 March 2026, UTC)
  ['en', 'en-GB', 'Asia/Kolkata', 'Signed in here on 4 March 2026 at 17:30 with Chrome (Android)'],
  ['en', 'en-US', 'America/New_York', 'Signed in here on March 4, 2026 at 7:00 AM with Chrome (Android)'],
  ['en', 'fr', 'Pacific/Auckland', 'Signed in here on March 5, 2026 at 1:00 AM with Chrome (Android)'],
  ['de', 'de-DE', 'Europe/Berlin', '4. März 2026 um 13:00'],
  ['ar', 'ar', 'Asia/Amman', '٤ مارس ٢٠٢٦'],
]

for (const [lang, locale, timezoneId, want] of zones) {
  test(`a time is that of ${timezoneId}, in ${lang} for ${locale}`, async (t) => {
    const page = await visit(t, browser, { locale, timezoneId })
    await page.goto(`${server.url}/dev/pages/account?lang=${lang}`)
    const said = (await page.locator('main').textContent()).replaceAll('\u202f', ' ').replace(/\s+/g, ' ')
    assert.ok(said.includes(want), said)
    assert.ok(!said.includes('UTC'), said)
    assert.deepEqual(page.problems, [])
  })
}
