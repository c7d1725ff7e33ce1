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

test('a popup hands the session to the page that opened it, and closes', async (t) => {
  const { app, server, page } = await setUp(t)
  const number = freshNumber()
  await page.goto(`${app.url}/callback`)
  const opening = page.waitForEvent('popup')
  const session = page.evaluate(async ([url, key]) => {
    const { createPhonelogin } = await import(`${url}/static/phonelogin.mjs`)
    return createPhonelogin({ url, key, display: 'popup' }).signIn({ country: 'DE' })
  }, [server.url, server.key])
  const popup = await opening
  await popup.waitForSelector('#phone')
  await popup.evaluate(() => { if (window.opener) throw new Error('the pages can reach the app') })
  // An answer that nobody asked for is not taken.
  await page.evaluate(() => {
    const other = new BroadcastChannel('phonelogin')
    other.postMessage({ code: 'planted', state: 'popup.forged' })
    other.close()
  })
  await sendNumber(popup, number)
  await enterCode(popup, server, number)
  await popup.waitForURL((url) => url.origin === app.url)
  await popup.evaluate(async (url) => {
    const { createPhonelogin } = await import(`${url}/static/phonelogin.mjs`)
    createPhonelogin({ url }).handleReturn()
  }, server.url).catch(() => {}) // the window may close before it answers
  assert.equal((await session).user.phone, bare(number))
  await popup.isClosed() || await popup.waitForEvent('close', { timeout: 5000 })
})

test('who gives up waiting for a popup is told so', async (t) => {
  const { app, server, page } = await setUp(t)
  await page.goto(app.url)
  const name = await page.evaluate(async (url) => {
    const { createPhonelogin } = await import(`${url}/static/phonelogin.mjs`)
    const signal = AbortSignal.timeout(300)
    return createPhonelogin({ url, redirectTo: location.origin }).signIn({ display: 'popup', signal }).catch((error) => error.name)
  }, server.url)
  assert.equal(name, 'TimeoutError')
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

/** The app's page at redirectTo, which opened in the frame, hands the answer over. */
async function passOn(frame, server) {
  await frame.waitForURL((url) => url.searchParams.has('code'))
  await frame.evaluate(async (url) => {
    const { createPhonelogin } = await import(`${url}/static/phonelogin.mjs`)
    await createPhonelogin({ url }).handleReturn()
  }, server.url).catch(() => {}) // the frame may be gone before it answers
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
  await passOn(frame, server)
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
    await frame.waitForURL(/^chrome-error:/)
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
  await passOn(frame, server)
  assert.equal((await session).user.phone, bare(number))
})
