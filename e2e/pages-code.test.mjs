// The code field: one field, which takes whatever people paste, and the ways to
// get another code.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, visit } from './browser.mjs'
import { askAgain, askForCode, enterCode, paste, sendNumber, shown, wrongCode } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

/** A page that waits for the code of a new number. */
async function waiting(t, on = server) {
  const page = await visit(t, browser)
  const number = freshNumber()
  await askForCode(page, on, number)
  return { page, number }
}

/** The forms with a code that the page has sent. */
const codePosts = (page) => page.requests.filter((r) => r.method() === 'POST' && /(^|&)code=/.test(r.postData() ?? ''))

// proves C1
test('there is one field for the code, made for one-time codes', async (t) => {
  const { page } = await waiting(t)
  assert.equal(await page.locator('main input:not([type=hidden])').count(), 1)
  const field = page.locator('#code')
  assert.equal(await field.getAttribute('type') ?? 'text', 'text')
  assert.equal(await field.getAttribute('inputmode'), 'numeric')
  assert.equal(await field.getAttribute('autocomplete'), 'one-time-code')
  assert.equal(await field.getAttribute('name'), 'code')
})

// proves C3
test('whatever holds the code can be pasted', async (t) => {
  const foreign = (zero) => (code) => [...code].map((d) => String.fromCodePoint(zero + Number(d))).join('')
  const spellings = {
    'with a space': (code) => `${code.slice(0, 3)} ${code.slice(3)}`,
    'with a dash': (code) => `${code.slice(0, 3)}-${code.slice(3)}`,
    'with a prefix': (code) => `G-${code}`,
    'with line breaks': (code) => `\n${code.slice(0, 3)}\n${code.slice(3)}\n`,
    'in full-width digits': foreign(0xff10),
    'in Arabic-Indic digits': foreign(0x0660),
    'in Persian digits': foreign(0x06f0),
  }
  for (const [name, spell] of Object.entries(spellings)) {
    const { page, number } = await waiting(t)
    await paste(page, '#code', spell(await server.code(number)))
    await page.waitForURL('**/account', { timeout: 5000 }).catch(() => assert.fail(`a code ${name} is not taken`))
  }
  const { page, number } = await waiting(t)
  await paste(page, '#code', (await server.messages(number))[0].text)
  await page.waitForURL('**/account', { timeout: 5000 }).catch(() => assert.fail('the whole message is not taken'))
})

// proves C4
test('the last digit sends the form once, and typing again sends it again', async (t) => {
  const { page, number } = await waiting(t)
  const wrong = await wrongCode(server, number)
  const answered = page.waitForResponse((r) => r.request().method() === 'POST')
  await page.locator('#code').pressSequentially(wrong)
  await answered
  await page.locator('#problem').waitFor()
  assert.equal(codePosts(page).length, 1)

  // The failed code stays, selected: the next digit replaces it.
  await page.waitForFunction(() => document.activeElement?.id === 'code')
  assert.equal(await page.locator('#code').inputValue(), wrong)
  await page.keyboard.type(await server.code(number))
  await page.waitForURL('**/account')
  assert.equal(codePosts(page).length, 2)
})

// proves C4, G13
test('a code in flight is not sent twice', async (t) => {
  const { page, number } = await waiting(t)
  await page.route('**/login/code**', async (route) => {
    if (route.request().method() === 'POST') await new Promise((later) => setTimeout(later, 400))
    await route.continue()
  })
  await page.locator('#code').pressSequentially(await server.code(number))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/account')
  assert.equal(codePosts(page).length, 1)
})

// proves C6
test('a code that WebOTP delivers fills the field and signs in', async (t) => {
  const page = await visit(t, browser)
  await page.addInitScript(() => {
    window.OTPCredential ??= class {}
    navigator.credentials.get = (options) => new Promise((resolve, reject) => {
      window.otpAsked = options.otp.transport
      window.deliver = (code) => resolve({ code })
      options.signal.addEventListener('abort', () => {
        window.otpAborted = true
        reject(new DOMException('stopped', 'AbortError'))
      })
    })
  })
  const number = freshNumber()
  await askForCode(page, server, number)
  await page.waitForFunction(() => window.deliver)
  assert.deepEqual(await page.evaluate(() => window.otpAsked), ['sms'])
  await page.evaluate((code) => window.deliver(code), await server.code(number))
  await page.waitForURL('**/account')
  assert.deepEqual(page.problems, [])
})

// proves C6
test('WebOTP is given up when the form is sent, in silence', async (t) => {
  const page = await visit(t, browser)
  await page.addInitScript(() => {
    window.OTPCredential ??= class {}
    navigator.credentials.get = ({ signal }) => new Promise((_, reject) => {
      window.asked = true
      signal.addEventListener('abort', () => {
        sessionStorage.aborted = 'yes'
        reject(new DOMException('stopped', 'AbortError'))
      })
    })
  })
  const number = freshNumber()
  await askForCode(page, server, number)
  await page.waitForFunction(() => window.asked)
  await enterCode(page, server, number)
  await page.waitForURL('**/account')
  assert.equal(await page.evaluate(() => sessionStorage.aborted), 'yes')
  assert.deepEqual(page.problems, [])
})

// proves C9, C11
test('a code can be asked for again, and is the same one while it lives', async (t) => {
  const { page, number } = await waiting(t)
  const first = await server.code(number)
  await page.waitForTimeout(1100)
  await askAgain(page)
  assert.equal((await server.messages(number)).length, 2)
  assert.equal(await server.code(number), first)
  await enterCode(page, server, number)
  await page.waitForURL('**/account')
})

// proves C9, C10
test('the wait for another code counts down, outlives a reload, and grows', async (t) => {
  const slow = await startServer({ AUTH_RATE_LIMITS_OTP_PERIOD: '3s' })
  t.after(() => slow.stop())
  const { page, number } = await waiting(t, slow)
  const left = async () => {
    const [, minutes, seconds] = (await page.locator('#countdown').innerText()).match(/(\d+):(\d\d)/) ?? [0, 0, 0]
    return 60 * Number(minutes) + Number(seconds)
  }
  await page.waitForSelector('#resend[aria-disabled=true]')
  const first = await left()
  assert.ok(first >= 1 && first <= 3, `${first} s to wait`)
  await page.reload()
  assert.ok(await left() <= first)

  let longest = 0
  for (let sends = 2; sends <= 3; sends++) {
    await askAgain(page)
    await page.waitForFunction(() => document.querySelector('#resend[aria-disabled]'))
    assert.equal((await slow.messages(number)).length, sends)
    longest = Math.max(longest, await left())
  }
  assert.ok(longest > 3, 'the wait after the third message is longer')
})

// proves C12
test('"Wrong number?" goes back with the number filled in', async (t) => {
  const { page, number } = await waiting(t)
  await page.getByRole('link', { name: /Wrong number/ }).click()
  await page.waitForSelector('#phone')
  const kept = (await page.locator('#phone').inputValue()).replace(/\D/g, '').replace(/^0/, '')
  assert.ok(number.endsWith(kept) && kept.length >= 8, `the field holds ${kept}`)

  const right = freshNumber()
  await sendNumber(page, right)
  await enterCode(page, server, right)
  await page.waitForURL('**/account')
  assert.ok((await shown(page)).includes(right))
})
