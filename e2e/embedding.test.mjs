// phonelogin.js and phonelogin.mjs on the page of an app with an origin of its own.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startApp } from './app.mjs'
import { launch, visit } from './browser.mjs'
import { enterCode, sendNumber } from './journey.mjs'
import { bare, freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

async function setUp(t) {
  const app = await startApp(t)
  const server = await startServer({ AUTH_SITE_URL: app.url, AUTH_ADDITIONAL_REDIRECT_URLS: `${app.url}/callback` })
  t.after(() => server.stop())
  Object.assign(app.settings, { url: server.url, key: server.key })
  return { app, server, page: await visit(t, browser) }
}

/** Begins a sign-in from the app's page and goes through it, back to the app. */
async function comeBack(page, app, server, number) {
  await page.goto(`${app.url}/callback`)
  await page.addScriptTag({ url: `${server.url}/static/phonelogin.js` }) // the rest loads the module
  await page.evaluate(([url, key]) => { phonelogin.createPhonelogin({ url, key }).signIn({ country: 'DE' }) }, [server.url, server.key])
  await page.waitForSelector('#phone')
  await sendNumber(page, number)
  await enterCode(page, server, number)
  await page.waitForURL((url) => url.origin === app.url && url.searchParams.has('code'))
}

/** What handleReturn says on the page, and what it leaves behind. */
const handle = (page, server) => page.evaluate(async ([url, key]) => {
  const { createPhonelogin } = await import(`${url}/static/phonelogin.mjs`)
  const said = await createPhonelogin({ url, key }).handleReturn().then((session) => ({ session }), (error) => ({ error: error.code }))
  return { ...said, search: location.search, kept: sessionStorage.getItem('phonelogin') }
}, [server.url, server.key])

test('the script leaves for the pages and comes back with a session, once', async (t) => {
  const { app, server, page } = await setUp(t)
  const number = freshNumber()
  assert.equal((await page.goto(app.url), await handle(page, server)).session, null)
  await comeBack(page, app, server, number)
  const first = await handle(page, server)
  assert.equal(first.session.user.phone, bare(number))
  assert.ok(first.session.refresh_token)
  assert.deepEqual([first.search, first.kept], ['', null])
  assert.equal((await handle(page, server)).session, null)
})

test('an answer with another state is refused, and its code is not exchanged', async (t) => {
  const { app, server, page } = await setUp(t)
  await comeBack(page, app, server, freshNumber())
  await page.evaluate(() => {
    const here = new URL(location.href)
    here.searchParams.set('state', 'forged')
    history.replaceState(null, '', here)
  })
  const asked = page.requests.length
  const said = await handle(page, server)
  assert.deepEqual([said.error, said.search, said.kept], ['bad_state', '', null])
  assert.ok(!page.requests.slice(asked).some((r) => r.url().includes('/token')))
})

/** Begins a sign-in in a popup, and gives the popup and what comes of it. */
async function popupSignIn(page, server, options = {}) {
  const opening = page.waitForEvent('popup')
  const session = page.evaluate(async ([url, key, { patience, ...options }]) => {
    const { createPhonelogin } = await import(`${url}/static/phonelogin.mjs`)
    const signal = patience && AbortSignal.timeout(patience)
    return createPhonelogin({ key, display: 'popup', ...options }).signIn({ country: 'DE', signal })
      .catch((error) => ({ error: error.code ?? error.name }))
  }, [server.url, server.key, options])
  const popup = await opening
  const closed = new Promise((resolve) => popup.once('close', resolve))
  return { session, popup, closed }
}

test('a popup posts the answer to the page that opened it, and closes', async (t) => {
  const { app, server, page } = await setUp(t)
  const number = freshNumber()
  await page.goto(`${app.url}/callback`)
  const { session, popup, closed } = await popupSignIn(page, server)
  await popup.waitForSelector('#phone')
  // What the pages did not post is not taken.
  await page.evaluate(() => postMessage({ type: 'authorization_response', response: { code: 'planted', state: '' } }))
  await popup.locator('footer details summary').click() // a page of its own on the way
  await popup.locator('footer details select').selectOption('de')
  await popup.locator('footer details button').click()
  await popup.waitForSelector('html[lang=de] #phone')
  await popup.fill('#phone', number)
  await popup.keyboard.press('Enter')
  await popup.waitForSelector('#code')
  await enterCode(popup, server, number)
  assert.equal((await session).user.phone, bare(number))
  await closed
  assert.ok(app.calls.every((path) => !path.includes('code=')), 'the code is in no address')

  // Who is signed in at the pages goes on with a click.
  const again = await popupSignIn(page, server)
  await again.popup.getByRole('button').first().click()
  assert.equal((await again.session).user.phone, bare(number))
})

test('the shortest use: the script of the page, and no options but the key', async (t) => {
  const { server, app, page } = await setUp(t)
  const number = freshNumber()
  await page.goto(`${app.url}/callback`)
  await page.addScriptTag({ url: `${server.url}/static/phonelogin.js` })
  const opening = page.waitForEvent('popup')
  const session = page.evaluate((key) => phonelogin.signIn({ display: 'popup', key, country: 'DE' }), server.key)
  const popup = await opening
  await sendNumber(popup, number)
  await enterCode(popup, server, number)
  assert.equal((await session).user.phone, bare(number))

  const module = await page.evaluate(async (url) => Object.keys(await import(`${url}/static/phonelogin.mjs`)).sort(), server.url)
  assert.deepEqual(module, ['PhoneloginError', 'createPhonelogin', 'handleReturn', 'signIn'])
})

test('a page of another origin that opens the popup gets no answer', async (t) => {
  const { app, server, page } = await setUp(t)
  const number = freshNumber()
  const other = await startApp(t)
  Object.assign(other.settings, { url: server.url, key: server.key })
  await page.goto(other.url)
  const { session, popup, closed } = await popupSignIn(page, server, { redirectTo: `${app.url}/callback`, patience: 6000 })
  await popup.waitForSelector('#phone')
  await page.evaluate(() => addEventListener('message', ({ data }) => { window.heard = data }))
  await sendNumber(popup, number)
  await enterCode(popup, server, number)
  await closed
  assert.deepEqual(await session, { error: 'popup_closed' })
  assert.equal(await page.evaluate(() => window.heard), undefined)
})

test('who closes the popup, or gives up waiting for it, is told so', async (t) => {
  const { app, server, page } = await setUp(t)
  await page.goto(`${app.url}/callback`)
  const left = await popupSignIn(page, server)
  await left.popup.waitForSelector('#phone')
  await left.popup.close()
  assert.deepEqual(await left.session, { error: 'popup_closed' })
  const late = await popupSignIn(page, server, { patience: 300 })
  assert.equal((await late.session).error, 23) // the code of a TimeoutError
  await late.closed
})

test('without a window that waits the popup goes on to the app', async (t) => {
  const { app, server, page } = await setUp(t)
  const number = freshNumber()
  await page.goto(`${server.url}/login?${new URLSearchParams({
    redirect_to: `${app.url}/callback`, code_challenge: 'a'.repeat(43), code_challenge_method: 's256',
    state: 'alone', response_mode: 'web_message', country: 'DE',
  })}`)
  await sendNumber(page, number)
  await enterCode(page, server, number)
  await page.waitForURL((url) => url.origin === app.url && url.searchParams.has('code'))
  assert.equal(new URL(page.url()).searchParams.get('state'), 'alone')
})

/** A server whose pages the app may show in a frame, and a page of the app. */
async function setUpFrame(t, settings = {}) {
  const app = await startApp(t)
  const server = await startServer({
    AUTH_SITE_URL: app.url, AUTH_ADDITIONAL_REDIRECT_URLS: `${app.url}/callback`, AUTH_EMBED_ORIGINS: app.url, ...settings,
  })
  t.after(() => server.stop())
  Object.assign(app.settings, { url: server.url, key: server.key })
  return { app, server, page: await visit(t, browser) }
}

/** Begins a sign-in in a frame on the page, and gives the frame and what comes of it. */
async function frameSignIn(page, server, options = {}) {
  const session = page.evaluate(async ([url, key, options]) => {
    const { createPhonelogin } = await import(`${url}/static/phonelogin.mjs`)
    document.body.style.height = '700px'
    const signal = options.patience && AbortSignal.timeout(options.patience)
    return createPhonelogin({ url, key, ...options }).signIn({ display: 'embed', container: document.body, country: 'DE', signal })
      .catch((error) => ({ error: error.name }))
  }, [server.url, server.key, options])
  const element = await page.waitForSelector('iframe')
  return { session, frame: await element.contentFrame() }
}

// proves C8
test('a registered site shows the pages in a frame, and people sign in there', async (t) => {
  const { app, server, page } = await setUpFrame(t)
  const number = freshNumber()
  await page.goto(`${app.url}/callback`)
  const { session, frame } = await frameSignIn(page, server)
  await sendNumber(frame, number)
  const [message] = await server.messages(number)
  assert.ok(message.text.endsWith(`\n\n@localhost #${message.code} %localhost`), message.text)
  await enterCode(frame, server, number)
  assert.equal((await session).user.phone, bare(number))
  assert.equal(await page.locator('iframe').count(), 0)
  await page.goto(`${server.url}/account`)
  await page.waitForSelector('#phone') // the frame signed nobody in here
})

// proves C8, S31
test('a site that is not registered is shown nothing in a frame', async (t) => {
  const { app, server, page } = await setUpFrame(t)
  const other = await startApp(t)
  Object.assign(other.settings, { url: server.url, key: server.key })
  await page.goto(other.url)
  // Neither the frame that it may not ask for, nor that of the site that may.
  for (const redirectTo of [other.url, app.url]) {
    const { session, frame } = await frameSignIn(page, server, { redirectTo, patience: 1500 })
    // Not by waitForURL: it throws when the frame is refused while it waits.
    const until = Date.now() + 10_000
    while (!/^chrome-error:/.test(frame.url()) && Date.now() < until) await page.waitForTimeout(50)
    assert.match(frame.url(), /^chrome-error:/)
    assert.deepEqual(await session, { error: 'TimeoutError' })
  }
})

// The browser blocks the cookies of third parties, except partitioned ones. It
// takes those that need https from localhost too.
test('in the frame of another site the cookies are partitioned, and suffice', async (t) => {
  const strict = await launch(['--test-third-party-cookie-phaseout'])
  t.after(() => strict.close())
  const app = await startApp(t)
  const around = app.url.replace('localhost', '127.0.0.1')
  const server = await startServer({
    SERVER_PUBLIC_URL: 'https://localhost', AUTH_SITE_URL: `${around}/`, AUTH_EMBED_ORIGINS: around,
  })
  t.after(() => server.stop())
  Object.assign(app.settings, { url: server.url, key: server.key })
  const page = await visit(t, strict)
  const number = freshNumber()
  await page.goto(around)
  const { session, frame } = await frameSignIn(page, server)
  await sendNumber(frame, number)
  const kept = (await page.context().cookies()).map((c) => [c.name, c.sameSite, c.secure, c.partitionKey])
  assert.deepEqual(kept, [['__Host-phonelogin-framed', 'None', true, 'http://127.0.0.1']])
  await enterCode(frame, server, number)
  assert.equal((await session).user.phone, bare(number))
})
