// The whole way in under the circumstances of real life: no mouse, two tabs, the
// history, a slow network. Nothing is sent twice, nothing that was entered is
// lost, and the app gets its people.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startApp } from './app.mjs'
import { launch, visit } from './browser.mjs'
import { askForCode, enterCode, pkce, wrongCode } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser, server, app, closeApp
before(async () => {
  app = await startApp({ after: (close) => { closeApp = close } })
  ;[browser, server] = await Promise.all([launch(), startServer({ AUTH_SITE_URL: app.url, AUTH_ADDITIONAL_REDIRECT_URLS: `${app.url}/callback` })])
})
after(() => Promise.all([browser.close(), server.stop(), closeApp()]))

/** The address that an app sends people to, with a state of its own. */
const loginFor = (state) => `/login?${new URLSearchParams({
  redirect_to: `${app.url}/callback`, code_challenge: pkce().challenge, code_challenge_method: 's256', state,
})}`

/** Waits until the browser is back at the app, and tells the state that it brought. */
async function backAtApp(page) {
  await page.waitForURL((url) => url.origin === app.url)
  return new URL(page.url()).searchParams.get('state')
}

/** What has the focus, and whether people can see that. */
const focused = (page) => page.evaluate(() => {
  // Fields in a box have none of their own: the box shows it.
  const style = getComputedStyle(document.activeElement.closest('.box') ?? document.activeElement)
  return {
    id: document.activeElement.id,
    text: document.activeElement.matches('a, button') ? document.activeElement.textContent.trim() : '',
    // Behind the last stop the focus leaves the page for the browser's own frame.
    seen: document.activeElement === document.body || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  }
})

/** Presses Tab until the wanted element has the focus; every stop must show it. */
async function tabTo(page, wanted) {
  await page.waitForLoadState() // without its style sheet a page is not seen yet
  for (let stops = 0; stops < 20; stops++) {
    const now = await focused(page)
    if (wanted(now)) return
    await page.keyboard.press('Tab')
    const next = await focused(page)
    assert.ok(next.seen, `the focus on ${next.id || next.text} cannot be seen`)
  }
  assert.fail('it cannot be reached with Tab')
}

// proves G5, G7, P6
test('someone comes in with the keyboard alone, after a wrong number', async (t) => {
  const page = await visit(t, browser)
  const number = freshNumber()
  await page.goto(server.url + loginFor('keyboard'))
  await tabTo(page, ({ id }) => id === 'phone')
  await page.keyboard.type('+49151')
  await page.keyboard.press('Enter')
  await page.locator('#problem').waitFor()
  await page.waitForFunction(() => document.activeElement.id === 'phone')
  await page.keyboard.press('Control+A')
  await page.keyboard.type(freshNumber())
  await tabTo(page, ({ text }) => text === 'Text me a code')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#code')
  await page.waitForFunction(() => document.activeElement.id === 'code')

  await tabTo(page, ({ text }) => /Wrong number/.test(text))
  await page.keyboard.press('Enter')
  await page.waitForSelector('#phone')
  await page.waitForFunction(() => document.activeElement.id === 'phone')
  await tabTo(page, ({ id }) => id === 'phone')
  await page.keyboard.press('Control+A')
  await page.keyboard.type(number)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#code')
  await tabTo(page, ({ id }) => id === 'code')
  await page.keyboard.type(await server.code(number))
  assert.equal(await backAtApp(page), 'keyboard')
})

// proves G12
test('two tabs of a browser sign in two numbers, each for its own way back', async (t) => {
  const first = await visit(t, browser)
  const second = await first.context().newPage()
  const [one, two] = [freshNumber(), freshNumber()]
  await askForCode(first, server, one, loginFor('first'))
  await askForCode(second, server, two, loginFor('second'))
  await enterCode(first, server, one)
  assert.equal(await backAtApp(first), 'first')

  // Signing in gave the browser a new session. The other tab may have to send its
  // code once more, but keeps it and its way back.
  const code = await server.code(two)
  await second.fill('#code', code)
  await Promise.race([backAtApp(second), second.locator('#problem').waitFor()])
  if (!second.url().startsWith(app.url)) {
    assert.equal(await second.locator('#code').inputValue(), code)
    await second.locator('form:has(#code) button[type=submit]').first().click()
  }
  assert.equal(await backAtApp(second), 'second')
  assert.equal((await server.messages(one)).length, 1)
  assert.equal((await server.messages(two)).length, 1)
})

// proves G12
test('back from the app nothing is sent, and the way to the app is still there', async (t) => {
  const page = await visit(t, browser)
  const number = freshNumber()
  await askForCode(page, server, number, loginFor('history'))
  await enterCode(page, server, number)
  await backAtApp(page)
  await page.waitForTimeout(1200) // past the period, so that a second send would be seen

  await page.goBack()
  await page.waitForLoadState()
  await page.reload()
  assert.equal((await server.messages(number)).length, 1)
  assert.ok(page.url().startsWith(server.url))
  await page.goto(server.url + loginFor('again'))
  await page.getByRole('button', { name: /Continue as/ }).click()
  assert.equal(await backAtApp(page), 'again')
  assert.equal((await server.messages(number)).length, 1)
})

/** Makes the network as slow as that of a cheap phone: 3G, 400 kbit/s, 400 ms. */
async function slowDown(page) {
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', {
    offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000,
  })
}

// proves G12, G13
test('on a slow network impatience sends nothing twice and loses nothing', async (t) => {
  const page = await visit(t, browser)
  await slowDown(page)
  const number = freshNumber()
  await page.goto(server.url + loginFor('slow'))
  await page.fill('#phone', number)
  const button = page.getByRole('button', { name: 'Text me a code' })
  for (let taps = 0; taps < 4; taps++) await button.click({ noWaitAfter: true, timeout: 1000 }).catch(() => {})
  await page.waitForSelector('#code')
  assert.equal((await server.messages(number)).length, 1)

  await page.fill('#code', await server.code(number))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  assert.equal(await backAtApp(page), 'slow')
  assert.equal(page.requests.filter((r) => r.method() === 'POST' && r.url().includes('/login/code?')).length, 1)
  assert.equal((await server.messages(number)).length, 1)
})

// proves G12
test('what is typed before the scripts are there stays', async (t) => {
  const page = await visit(t, browser)
  let release
  const held = new Promise((resolve) => { release = resolve })
  await page.route('**/static/*.js', async (route) => { await held; await route.continue() })
  const number = freshNumber()
  await page.goto(server.url + loginFor('early'), { waitUntil: 'commit' })
  await page.fill('#phone', number)
  release()
  await page.waitForLoadState('load')
  assert.equal(await page.locator('#phone').inputValue(), number)
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.waitForSelector('#code')
  await enterCode(page, server, number)
  assert.equal(await backAtApp(page), 'early')
})

// proves G12, C4: what is whole when the scripts come is sent; what the server put
// there is not, because it was wrong.
test('a code that is typed before the scripts are there is sent by them', async (t) => {
  const page = await visit(t, browser)
  let release = () => {}
  let held = Promise.resolve()
  await page.route('**/static/*.js', async (route) => { await held; await route.continue() })
  const hold = () => { held = new Promise((resolve) => { release = resolve }) }
  const number = freshNumber()
  hold()
  await page.goto(server.url + loginFor('typed early'), { waitUntil: 'commit' })
  await page.fill('#phone', number)
  await page.getByRole('button', { name: 'Text me a code' }).click({ noWaitAfter: true })
  await page.waitForSelector('#code')
  await page.fill('#code', await wrongCode(server, number))
  await page.locator('#code-form button[type=submit]').click({ noWaitAfter: true })
  await page.locator('#problem').waitFor()
  const posts = () => page.requests.filter((r) => r.method() === 'POST' && r.url().includes('/login/code?')).length
  assert.equal(posts(), 1)
  release()
  await page.waitForLoadState('load')
  await page.waitForFunction(() => document.getElementById('code').selectionEnd === 6)
  assert.equal(posts(), 1)

  hold()
  await page.goto(page.url(), { waitUntil: 'commit' })
  await page.fill('#code', await server.code(number))
  release()
  assert.equal(await backAtApp(page), 'typed early')
})

// proves G13: a browser without scripts may send a form as often as it likes.
test('a form that is sent five times at once sends one message', async (t) => {
  const page = await visit(t, browser, { scripts: false })
  await page.goto(`${server.url}/login`)
  const number = freshNumber()
  const form = { form_token: await page.locator('form:has(#phone) [name=form_token]').inputValue(), phone: number, country: 'DE' }
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => page.request.post(`${server.url}/login`, {
    form, headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' },
  })))
  assert.ok(answers.every((answer) => answer.status() < 500), answers.map((a) => a.status()).join())
  assert.equal((await server.messages(number)).length, 1)
})
