// signInWithOAuth({ provider: 'phone' }) in a real browser: from the app through
// the hosted pages and back, where detectSessionInUrl signs the app in.

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

/** An app and a server that knows it. */
async function setUp(t, flowType, settings = {}) {
  const app = await startApp(t)
  const server = await startServer({ AUTH_SITE_URL: app.url, ...settings })
  t.after(() => server.stop())
  app.settings = { url: server.url, key: server.key, flowType }
  return { app, server, page: await visit(t, browser) }
}

/** The app calls supabase-js, which takes the browser to our pages. */
async function leaveForLogin(page, app) {
  await page.goto(app.url)
  await page.evaluate((redirectTo) => {
    window.client.auth.signInWithOAuth({ provider: 'phone', options: { redirectTo } })
  }, app.url)
  await page.waitForURL('**/login?**')
}

const user = (page) => page.evaluate(async () => (await window.client.auth.getUser()).data.user)

test('with PKCE the app is signed in on return', async (t) => {
  const { app, server, page } = await setUp(t, 'pkce')
  const number = freshNumber()
  await leaveForLogin(page, app)
  await sendNumber(page, number)
  await enterCode(page, server, number)

  await page.waitForURL((url) => url.origin === app.url)
  await page.waitForFunction(async () => (await window.client.auth.getSession()).data.session)
  assert.equal((await user(page)).phone, bare(number))
  const back = app.calls.find((path) => path.includes('code='))
  assert.match(back, /^\/\?code=[\w-]{20,}/)
  assert.ok(!new URL(page.url()).searchParams.has('code'), 'supabase-js has taken the code out of the URL')
})

test('with the implicit flow, where it is allowed, tokens come in the fragment', async (t) => {
  const { app, server, page } = await setUp(t, 'implicit', { AUTH_ALLOW_FRAGMENT: 'true' })
  const number = freshNumber()
  await leaveForLogin(page, app)
  await sendNumber(page, number)
  await enterCode(page, server, number)

  await page.waitForURL((url) => url.origin === app.url)
  await page.waitForFunction(async () => (await window.client.auth.getSession()).data.session)
  assert.equal((await user(page)).phone, bare(number))
  // proves S44: no token ever in a query string.
  assert.ok(app.calls.every((path) => !path.includes('access_token')))
})

// proves S44
test('the implicit flow is refused where it is not allowed, on a page of ours', async (t) => {
  const { app, server, page } = await setUp(t, 'implicit')
  await page.goto(app.url)
  await page.evaluate((redirectTo) => {
    window.client.auth.signInWithOAuth({ provider: 'phone', options: { redirectTo } })
  }, app.url)
  await page.waitForURL((url) => url.origin === new URL(server.url).origin)
  assert.equal(await page.locator('#phone').count(), 0)
  await page.getByRole('heading', { level: 1 }).waitFor()
})

test('skipBrowserRedirect gives the URL to open', async (t) => {
  const { app, server, page } = await setUp(t, 'pkce')
  await page.goto(app.url)
  const url = await page.evaluate(async (redirectTo) => (await window.client.auth.signInWithOAuth({
    provider: 'phone', options: { redirectTo, skipBrowserRedirect: true },
  })).data.url, app.url)
  assert.ok(url.startsWith(`${server.url}/auth/v1/authorize?provider=phone&`))
  await page.goto(url)
  await page.waitForSelector('#phone')
})

test('a browser app signs in, refreshes, changes data and signs out across origins', async (t) => {
  const { app, server, page } = await setUp(t, 'pkce')
  const phone = freshNumber()
  await page.goto(app.url)
  const sent = await page.evaluate((phone) => window.client.auth.signInWithOtp({ phone }), phone)
  assert.equal(sent.error, null)
  const result = await page.evaluate(async ({ phone, token }) => {
    const { auth } = window.client
    return [
      await auth.verifyOtp({ phone, token, type: 'sms' }),
      await auth.refreshSession(),
      await auth.getUser(),
      await auth.getClaims(),
      await auth.updateUser({ data: { seat: '12A' } }),
      await auth.signOut(),
    ].map(({ error }) => error)
  }, { phone, token: await server.code(phone) })
  assert.deepEqual(result, [null, null, null, null, null, null])
  const refusal = await page.evaluate(async (phone) => {
    const { error } = await window.client.auth.verifyOtp({ phone, token: '000000', type: 'sms' })
    return [error.name, error.code, error.status]
  }, phone)
  assert.deepEqual(refusal, ['AuthApiError', 'otp_expired', 403])
})
