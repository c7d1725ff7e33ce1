// Signing in on the hosted pages, and what goes wrong on the way.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { desktop, launch, visit } from './browser.mjs'
import { askAgain, askForCode, enterCode, shown, signIn, wrongCode } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

const problem = (page) => page.locator('#problem')

for (const [name, viewport] of [['on a phone', undefined], ['on a desktop', desktop]]) {
  test(`someone signs in ${name} and sees who they are`, async (t) => {
    const page = await visit(t, browser, { viewport })
    const number = freshNumber()
    await signIn(page, server, number)
    assert.ok((await shown(page)).includes(number))
    assert.deepEqual(page.problems, [])
  })
}

// proves P3, P4
test('a number is understood however people write it', async (t) => {
  const digits = (zero) => (text) => text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
  const national = (number) => number.replace('+49', '0')
  const spellings = [
    ['DE', national],
    ['DE', (number) => national(number).replace('0151', '(0151) ')],
    ['DE', (number) => national(number).replace('0151', '0151-')],
    ['DE', (number) => national(number).replace('0151', '0151.')],
    ['DE', (number) => number.replace('+', '00')],
    ['DE', (number) => number.replace('+49151', '+49\u00a0151\u00a0')],
    ['DE', (number) => digits(0xff10)(national(number))],
    ['DE', (number) => digits(0x0660)(national(number))],
    ['US', (number) => number],
  ]
  for (const [country, spell] of spellings) {
    const page = await visit(t, browser)
    const number = freshNumber()
    await page.goto(`${server.url}/login`)
    await page.selectOption('#country', country)
    await page.fill('#phone', spell(number))
    await page.getByRole('button', { name: 'Text me a code' }).click()
    await page.waitForSelector('#code, #problem')
    assert.equal((await server.messages(number)).length, 1, `${country} ${spell(number)}`)
  }
})

// proves P9, P10, G7
test('what cannot be a number is explained beside the field and stays in it', async (t) => {
  const page = await visit(t, browser)
  const said = new Set()
  for (const text of ['', '+49151', '+4915123450001234567', 'my number']) {
    await page.goto(`${server.url}/login`)
    await page.selectOption('#country', 'DE')
    await page.locator('form:has(#phone)').evaluate((form) => { form.noValidate = true })
    await page.fill('#phone', text)
    await page.getByRole('button', { name: 'Text me a code' }).click()
    await problem(page).waitFor()
    said.add(await problem(page).innerText())
    assert.equal(await page.locator('#phone').inputValue(), text)
    assert.equal(await page.locator('#phone').getAttribute('aria-invalid'), 'true')
    assert.match(await page.title(), /^Error: /)
  }
  assert.ok(said.size >= 3, `too short, too long and no number have a text each: ${[...said].join(' | ')}`)
})

// proves C14, G7, G8
test('a wrong code is told as wrong, with the tries that are left', async (t) => {
  const page = await visit(t, browser)
  const number = freshNumber()
  await askForCode(page, server, number)
  await page.fill('#code', await wrongCode(server, number))
  await problem(page).waitFor()
  assert.equal(await problem(page).getAttribute('role'), 'alert')
  assert.match(await problem(page).innerText(), /not right.*4 tries/is)
  assert.match(await page.title(), /^Error: /)
  assert.equal(await page.locator('#code').getAttribute('aria-invalid'), 'true')
  const described = await page.locator('#code').getAttribute('aria-describedby')
  const texts = await page.evaluate((ids) => ids.split(' ').map((id) => document.getElementById(id)?.innerText), described)
  assert.match(texts.join(' '), /not right/i)
  assert.equal(await page.evaluate(() => document.activeElement.id), 'code')

  await enterCode(page, server, number)
  await page.waitForURL('**/account')
})

// proves S6, C14
test('after five wrong codes the right one is no longer taken', async (t) => {
  const page = await visit(t, browser)
  const number = freshNumber()
  await askForCode(page, server, number)
  const right = await server.code(number)
  const wrong = await wrongCode(server, number)
  for (let tries = 0; tries < 5; tries++) {
    const answered = page.waitForResponse((r) => r.request().method() === 'POST')
    await page.fill('#code', '')
    await page.fill('#code', wrong)
    await answered
    await problem(page).waitFor()
  }
  assert.match(await problem(page).innerText(), /too many/i)
  assert.equal(await page.locator('#code').count(), 0, 'nothing can be entered any more')

  // Nor is it taken by a page that was still open.
  await page.reload()
  if (await page.locator('#code').count() > 0) {
    await page.fill('#code', right)
    await problem(page).waitFor()
  }
  assert.ok(!page.url().endsWith('/account'))
})

// proves C14, C17, C11
test('an expired code is told as expired, and sent again it is good again', async (t) => {
  const quick = await startServer({ AUTH_RATE_LIMITS_OTP_VALIDITY: '4s' })
  t.after(() => quick.stop())
  const page = await visit(t, browser)
  const number = freshNumber()
  await askForCode(page, quick, number)
  const code = await quick.code(number)
  await page.locator('#said', { hasText: 'expired' }).waitFor() // announced without a tap
  await page.fill('#code', code)
  await problem(page).waitFor()
  assert.match(await problem(page).innerText(), /expired/)
  await askAgain(page)
  assert.equal(await quick.code(number), code) // so that a message that comes late is as good
  assert.equal((await quick.messages(number)).length, 2)
  await page.fill('#code', code)
  await page.waitForURL('**/account')
})

// proves G13
test('a double click and a double Enter send one message', async (t) => {
  const page = await visit(t, browser)
  const [clicked, entered] = [freshNumber(), freshNumber()]
  await page.goto(`${server.url}/login`)
  await page.fill('#phone', clicked)
  await page.getByRole('button', { name: 'Text me a code' }).dblclick()
  await page.waitForSelector('#code')
  assert.equal((await server.messages(clicked)).length, 1)

  await page.goto(`${server.url}/login`)
  await page.fill('#phone', entered)
  await page.locator('#phone').evaluate((field) => { field.form.requestSubmit(); field.form.requestSubmit() })
  await page.waitForSelector('#code')
  assert.equal((await server.messages(entered)).length, 1)
})

// proves G12
test('back, forward and reload send nothing again', async (t) => {
  const page = await visit(t, browser)
  const number = freshNumber()
  await askForCode(page, server, number)
  await page.waitForTimeout(1200) // past the period, so that a second send would be seen
  await page.reload()
  await page.waitForSelector('#code')
  await page.goBack()
  await page.waitForSelector('#phone')
  await page.goForward()
  await page.waitForSelector('#code')
  assert.equal((await server.messages(number)).length, 1)
  await enterCode(page, server, number)
  await page.waitForURL('**/account')

  await page.goBack()
  await page.waitForLoadState()
  assert.equal((await server.messages(number)).length, 1)
})

test('whoever is signed in comes from /login to the account', async (t) => {
  const page = await visit(t, browser)
  await signIn(page, server, freshNumber())
  await page.goto(`${server.url}/login`)
  assert.ok(page.url().endsWith('/account'))
})

test('signing out here asks for a number next time, and leaves the other browser alone', async (t) => {
  const [page, elsewhere] = [await visit(t, browser), await visit(t, browser)]
  const number = freshNumber()
  await signIn(page, server, number)
  await page.waitForTimeout(1100)
  await signIn(elsewhere, server, number)

  await page.locator('form:has([name=scope][value=local]) button').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/account'))
  await page.goto(`${server.url}/account`)
  assert.ok(!page.url().endsWith('/account'))

  await elsewhere.goto(`${server.url}/account`)
  assert.ok(elsewhere.url().endsWith('/account'))
})

test('signing out everywhere ends the other browser too', async (t) => {
  const [page, elsewhere] = [await visit(t, browser), await visit(t, browser)]
  const number = freshNumber()
  await signIn(page, server, number)
  await page.waitForTimeout(1100)
  await signIn(elsewhere, server, number)

  await page.locator('form:has([name=scope][value=global]) button').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/account'))
  await elsewhere.goto(`${server.url}/account`)
  assert.ok(!elsewhere.url().endsWith('/account'))
})
