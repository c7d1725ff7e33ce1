// The country control with scripts: a combobox that finds a country by whatever
// people call it, and the number beside it.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, launch, visit } from './browser.mjs'
import { paste } from './journey.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

const search = (page) => page.getByRole('combobox', { name: 'Country' })
const chosen = (page) => page.locator('#country').inputValue()

async function phonePage(t, path = '/login?country=US', options = {}) {
  const page = await visit(t, browser, options)
  await page.goto(server.url + path)
  return page
}

// proves P6
test('a country is found by its name here, at home and in English, by ISO code and by digits', async (t) => {
  const page = await phonePage(t)
  const spellings = {
    germany: 'DE', Deutschland: 'DE', deutsch: 'DE', 'ÖSTERREICH': 'AT', osterreich: 'AT', schweiz: 'CH', suisse: 'CH', 'cote d’ivoire': 'CI',
    'ivory coast': 'CI', España: 'ES', Ελλάδα: 'GR', 日本: 'JP', 대한민국: 'KR', Россия: 'RU', مصر: 'EG', भारत: 'IN', UK: 'GB', usa: 'US',
    holland: 'NL', de: 'DE', fr: 'FR', '+49': 'DE', 49: 'DE', '0033': 'FR', '+1': 'US', '٤٩': 'DE', '４９': 'DE', '+7': 'RU', turk: 'TR',
  }
  for (const [typed, iso] of Object.entries(spellings)) {
    await search(page).fill(typed)
    await page.keyboard.press('Enter')
    assert.equal(await chosen(page), iso, typed)
  }
  assert.equal(new URL(page.url()).pathname, '/login', 'Enter in the list chooses and sends nothing')
})

// proves P6
test('the list is moved through by keys, and Esc leaves the choice as it was', async (t) => {
  const page = await phonePage(t)
  const field = search(page)
  const marked = () => page.locator('[role=option][aria-selected=true]').innerText()
  await field.focus()
  await page.keyboard.press('ArrowDown')
  assert.equal(await field.getAttribute('aria-expanded'), 'true')
  assert.match(await marked(), /United States/)
  assert.equal(await field.getAttribute('aria-activedescendant'), 'country-US')
  await page.keyboard.press('Home')
  assert.match(await marked(), /Afghanistan/)
  await page.keyboard.press('ArrowDown')
  assert.doesNotMatch(await marked(), /Afghanistan/)
  await page.keyboard.press('End')
  assert.match(await marked(), /Zimbabwe|Åland/)
  await page.keyboard.press('Escape')
  assert.equal(await field.getAttribute('aria-expanded'), 'false')
  assert.equal(await chosen(page), 'US')
  assert.equal(await field.inputValue(), 'United States (+1)')

  await field.fill('nowhere at all')
  assert.match(await page.locator('.combo-none').innerText(), /No country/)
  await page.keyboard.press('Tab')
  assert.equal(await field.inputValue(), 'United States (+1)', 'what means nothing changes nothing')

  await field.fill('fran')
  await page.keyboard.press('Tab')
  assert.equal(await chosen(page), 'FR')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'phone')
})

// proves P6, G1, G5, G6
test('the open list is accessible, in both themes, and can be tapped', async (t) => {
  const page = await phonePage(t)
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await search(page).fill('un')
    await accessible(page)
  }
  const item = page.getByRole('option', { name: /United Kingdom/ })
  assert.ok((await item.boundingBox()).height >= 44)
  await item.click()
  assert.equal(await chosen(page), 'GB')
  assert.match(await page.locator('#phone-hint').innerText(), /For example/)
  await page.waitForFunction(() => /\+44/.test(document.querySelector('#phone-hint').textContent))
  assert.deepEqual(page.problems, [])
})

// proves P4
test('pasting or filling in a whole number chooses its country and keeps its digits', async (t) => {
  const page = await phonePage(t)
  const whole = { '+49 151 23450099': 'DE', '+44 7911 123456': 'GB', '+٣٣ ٦ ١٢ ٣٤ ٥٦ ٧٨': 'FR', '+1 876 555 0123': 'US' }
  for (const [number, iso] of Object.entries(whole)) {
    await page.fill('#phone', '')
    await paste(page, '#phone', number)
    assert.equal(await chosen(page), iso, number)
    assert.equal(await page.locator('#phone').inputValue(), number)
  }
  // Which country follows a way out depends on the one chosen: the server knows.
  await page.selectOption('#country', 'AU')
  await page.fill('#phone', '')
  await paste(page, '#phone', '0011 65 9234 5678')
  assert.equal(await chosen(page), 'AU')
  // A code that is shared leaves the choice where it fits.
  await page.selectOption('#country', 'CA')
  await page.fill('#phone', '')
  await paste(page, '#phone', '+1 416 555 0123')
  assert.equal(await chosen(page), 'CA')
  assert.equal(await search(page).inputValue(), 'Canada (+1)')
})

// proves P5
test('what is typed is never rewritten under the caret', async (t) => {
  const page = await phonePage(t)
  const field = page.locator('#phone')
  await field.pressSequentially('+49151')
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft')
  await page.keyboard.type(' (0) ')
  assert.equal(await field.inputValue(), '+49 (0) 151')
  assert.equal(await field.evaluate((e) => e.selectionStart), 8)
  assert.equal(await chosen(page), 'US', 'nothing moves while someone types')
  await page.keyboard.press('Tab')
  assert.equal(await chosen(page), 'DE')
  assert.equal(await field.inputValue(), '+49 (0) 151')
})

// proves P6, G3
test('without scripts the country is a native select', async (t) => {
  const page = await phonePage(t, '/login?country=US', { scripts: false })
  assert.equal(await page.locator('[role=combobox]').count(), 0)
  assert.ok(await page.locator('select#country').isVisible())
  assert.ok((await page.locator('.box:has(#country)').boundingBox()).height >= 44)
})

// proves G4: the open list stays on a small screen.
test('the open list fits a screen of 320 px', async (t) => {
  const page = await phonePage(t, '/login?country=US', { viewport: { width: 320, height: 568 } })
  await search(page).click()
  const box = await page.getByRole('listbox').boundingBox()
  assert.ok(box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box))
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
})
