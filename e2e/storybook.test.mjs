// Every page in every state and with every text of a problem: languages, themes,
// widths, large and spaced text. On one database: pages look the same on the other.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { desktop, launch, phone, visit } from './browser.mjs'
import { cutOff, doubleText, plainText, spaceText, tooSmall, tooWide } from './probes.mjs'
import { database, startServer } from './server.mjs'
import { open, sideBySide, stories, violations } from './stories.mjs'

let browser, server, names
before(async () => {
  [browser, server] = await Promise.all([launch(), startServer()])
  names = await stories(server)
})
after(() => Promise.all([browser.close(), server.stop()]))

const languages = database === 'sqlite' ? ['en', 'de', 'ar'] : []
const pages = (t) => Promise.all([calm(t), calm(t)])

// Colours that are changing with the theme are not those that people read.
const calm = (t) => visit(t, browser, { reducedMotion: 'reduce' })

// Whole states are looked at in every theme and width. Of the texts of problems
// each is looked at once: the pages around them are among the states.
const state = (name) => !name.includes('.')
const looked = () => names.filter((name) => state(name) || !/^(code|proof)-problem/.test(name))

for (const lang of languages) {
  // proves G1, G2, G4, G5, G6
  test(`every state, in ${lang}: axe, light and dark, on a phone and a desktop; targets; large and spaced text`, async (t) => {
    const wrong = []
    await sideBySide(await pages(t), looked(), async (page, name) => {
      await page.setViewportSize(phone)
      await page.emulateMedia({ colorScheme: 'light' })
      await open(page, server, name, lang)
      const html = page.locator('html')
      assert.equal(await html.getAttribute('lang'), lang)
      assert.equal(await html.getAttribute('dir'), lang === 'ar' ? 'rtl' : 'ltr')
      const note = (found, where) => wrong.push(...found.map((what) => `${name}, ${where}: ${what}`))
      note(await tooSmall(page), 'target')
      note(await seenByAxe(page, state(name)), 'axe')
      note(await brokenLayout(page), 'layout')
      note(page.problems.splice(0), 'script')
    })
    assert.ok(looked().length > 60, `${looked().length} states`)
    assert.deepEqual(wrong, [])
  })
}

/** What axe finds, in all themes and widths or as the page is shown. */
async function seenByAxe(page, everywhere) {
  const found = await violations(page)
  if (!everywhere) return found
  await page.emulateMedia({ colorScheme: 'dark' })
  found.push(...await violations(page))
  await page.setViewportSize(desktop)
  found.push(...await violations(page))
  await page.emulateMedia({ colorScheme: 'light' })
  return [...found, ...await violations(page)]
}

/** What does not fit into 320 px, as it is, twice as large, and spaced. */
async function brokenLayout(page) {
  await page.setViewportSize({ width: 320, height: 640 })
  const found = []
  for (const change of [plainText, doubleText, spaceText]) {
    await change(page)
    found.push(...[...await tooWide(page), ...await cutOff(page)].map((what) => `${change.name}: ${what}`))
  }
  return found
}
