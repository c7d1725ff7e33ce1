// Pages look as they did when someone last agreed. After a change that is meant:
//
//     node e2e/golden.test.mjs --update
//
// and look at the pictures in e2e/golden/ before they are committed.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { desktop, launch, phone } from './browser.mjs'
import { compare, difference, drawing, keep, picture, stillPage } from './pictures.mjs'
import { database, startServer } from './server.mjs'
import { open, sideBySide, stories } from './stories.mjs'

const update = process.argv.includes('--update')

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(drawing), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

// Every state once; the main ones also dark, on a desktop and from right to left.
const main = ['phone', 'phone-problem', 'code', 'code-problem', 'account']
const light = { viewport: phone, colorScheme: 'light', lang: 'en' }
const others = {
  dark: { ...light, colorScheme: 'dark' }, desktop: { ...light, viewport: desktop }, ar: { ...light, lang: 'ar' },
}

/** All pictures that are kept: of which state, how it is looked at, under which name. */
async function pictures() {
  // The text of a problem has a dot in its name; how one looks is a state as well.
  const states = (await stories(server)).filter((name) => !name.includes('.'))
  const all = states.map((state) => ({ state, ...light, name: state }))
  for (const [kind, look] of Object.entries(others)) {
    all.push(...main.map((state) => ({ state, ...look, name: `${state}.${kind}` })))
  }
  return all
}

async function look(page, { state, viewport, colorScheme, lang }) {
  await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme })
  await open(page, server, state, lang)
}

// On one database: pages look the same on the other.
if (database === 'sqlite') {
  test('every state looks as it did', async (t) => {
    const wrong = []
    const all = await pictures()
    await sideBySide(await Promise.all([stillPage(t, browser), stillPage(t, browser)]), all, async (page, shot) => {
      await look(page, shot)
      const now = await picture(page)
      if (update) keep(shot.name, now)
      const found = compare(shot.name, now)
      if (found) wrong.push(found)
    })
    assert.deepEqual(wrong, [])
    const kept = readdirSync(new URL('golden/', import.meta.url)).sort()
    assert.deepEqual(kept, all.map(({ name }) => `${name}.png`).sort())
  })

  test('a change that people would see is found', async (t) => {
    const page = await stillPage(t, browser)
    const changes = {
      'a colour': 'button[type=submit] { background: #7a1fa2 !important }',
      'a place': 'h1 { margin-inline-start: 8px !important }',
      'a size': 'h1 { padding-block-end: 4px !important }',
      'what is gone': '#code-hint, #more + p { visibility: hidden !important }',
    }
    await look(page, { state: 'code', ...light })
    const before = await picture(page)
    for (const [what, content] of Object.entries(changes)) {
      const style = await page.addStyleTag({ content })
      assert.notEqual(difference(before, await picture(page)).text, '', what)
      await style.evaluate((e) => e.remove())
    }
    assert.equal(difference(before, await picture(page)).text, '', 'nothing')
  })
}
