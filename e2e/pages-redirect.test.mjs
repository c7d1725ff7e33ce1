// Going back to the app: with a code and PKCE, with the fragment, and not at all.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startApp } from './app.mjs'
import { launch, visit } from './browser.mjs'
import { call } from './client.mjs'
import { enterCode, pkce, sendNumber, shown, signIn } from './journey.mjs'
import { bare, freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

async function setUp(t, settings = {}) {
  const app = await startApp(t)
  const server = await startServer({
    AUTH_SITE_URL: app.url, AUTH_ADDITIONAL_REDIRECT_URLS: `${app.url}/callback`, ...settings,
  })
  t.after(() => server.stop())
  return { app, server, page: await visit(t, browser) }
}

const login = (server, query) => `${server.url}/login?${new URLSearchParams(query)}`

/** What the token endpoint says to a code. */
const exchange = (server, auth_code, code_verifier) =>
  call(server, 'POST', '/token?grant_type=pkce', { body: { auth_code, code_verifier } })

/** Signs in for an app and returns the URL that the browser came back with. */
async function comeBack(page, server, app, query) {
  const number = freshNumber()
  const returned = page.waitForRequest((r) => r.isNavigationRequest() && r.url().startsWith(app.url))
  await page.goto(login(server, query))
  await sendNumber(page, number)
  await enterCode(page, server, number)
  const request = await returned
  await page.waitForURL((url) => url.origin === app.url)
  return { number, request, url: new URL(page.url()) }
}

// proves S42, S43, C20
test('the app gets a code and its state, and one exchange with the verifier', async (t) => {
  const { app, server, page } = await setUp(t)
  const { verifier, challenge } = pkce()
  const { number, request, url } = await comeBack(page, server, app, {
    redirect_to: `${app.url}/callback`, code_challenge: challenge, code_challenge_method: 's256', state: 'a b&c=d',
  })
  assert.equal(url.pathname, '/callback')
  assert.equal(url.searchParams.get('state'), 'a b&c=d')
  assert.equal(url.hash, '')
  assert.equal(await request.headerValue('referer'), null, 'the app does not see where people came from')
  const code = url.searchParams.get('code')

  const session = await exchange(server, code, verifier)
  assert.equal(session.status, 200)
  assert.equal(session.body.user.phone, bare(number))
  assert.ok(session.body.refresh_token)
  assert.equal((await exchange(server, code, verifier)).status, 404, 'a code is good once')
})

// proves S42
test('a code without its verifier is worth nothing', async (t) => {
  const { app, server, page } = await setUp(t)
  const { verifier, challenge } = pkce()
  const { url } = await comeBack(page, server, app, {
    redirect_to: app.url, code_challenge: challenge, code_challenge_method: 's256',
  })
  const code = url.searchParams.get('code')
  const wrong = await exchange(server, code, pkce().verifier)
  assert.equal(wrong.status, 400)
  assert.equal(wrong.body.error_code, 'bad_code_verifier')
  assert.notEqual((await exchange(server, code, verifier)).status, 200, 'a wrong verifier burns the code')
})

// proves S44
test('with the fragment allowed, tokens come behind the hash', async (t) => {
  const { app, server, page } = await setUp(t, { AUTH_ALLOW_FRAGMENT: 'true' })
  const { number, url } = await comeBack(page, server, app, { redirect_to: `${app.url}/callback`, state: 's1' })
  assert.equal(url.search, '')
  const got = new URLSearchParams(url.hash.slice(1))
  for (const name of ['access_token', 'refresh_token', 'expires_in', 'expires_at', 'token_type']) {
    assert.ok(got.get(name), name)
  }
  const user = await call(server, 'GET', '/user', { headers: { Authorization: `Bearer ${got.get('access_token')}` } })
  assert.equal(user.body.phone, bare(number))
  assert.ok(app.calls.every((path) => !path.includes('token')))
})

// proves S40
test('a declared app is named on the pages and has URLs of its own', async (t) => {
  const app = await startApp(t)
  const server = await startServer({ AUTH_SITE_URL: app.url }, `
    [[apps]]
    id = "shop"
    name = "Flower Shop"
    redirect_urls = ["${app.url}/shop"]
  `)
  t.after(() => server.stop())
  const page = await visit(t, browser)
  const { verifier, challenge } = pkce()
  const query = { client_id: 'shop', redirect_to: `${app.url}/shop`, code_challenge: challenge, code_challenge_method: 's256' }

  await page.goto(login(server, { ...query, redirect_to: app.url }))
  assert.equal(await page.locator('#phone').count(), 0, "the default app's URL is not the shop's")
  await page.goto(login(server, query))
  assert.match(await page.locator('body').innerText(), /Flower Shop/)
  const { number, url } = await comeBack(page, server, app, query)
  assert.equal(url.pathname, '/shop')
  const session = await exchange(server, url.searchParams.get('code'), verifier)
  assert.equal(session.body.user.phone, bare(number))
  assert.match((await server.messages(number))[0].text, /Flower Shop/)
})

// proves S40, S41
test('an app or a redirect that is not registered gets our error page', async (t) => {
  const { app, server, page } = await setUp(t)
  const { challenge } = pkce()
  const good = { redirect_to: `${app.url}/callback`, code_challenge: challenge, code_challenge_method: 's256' }
  const bad = {
    'another host': { ...good, redirect_to: 'https://evil.example/callback' },
    'another path': { ...good, redirect_to: `${app.url}/callback/x` },
    'a longer query': { ...good, redirect_to: `${app.url}/callback?x=1` },
    'a fragment': { ...good, redirect_to: `${app.url}/callback#x` },
    'a user in the URL': { ...good, redirect_to: `${app.url.replace('//', '//x@')}/callback` },
    'a script': { ...good, redirect_to: 'javascript:alert(1)' },
    'no URL': { ...good, redirect_to: '//evil.example' },
    'an unknown app': { ...good, client_id: 'nobody' },
    'the method plain': { ...good, code_challenge_method: 'plain' },
    'a short challenge': { ...good, code_challenge: 'short' },
  }
  for (const [name, query] of Object.entries(bad)) {
    const answer = await page.goto(login(server, query))
    assert.equal(new URL(page.url()).origin, new URL(server.url).origin, name)
    assert.equal(answer.status(), 400, name)
    assert.equal(await page.locator('#phone').count(), 0, name)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  assert.deepEqual(app.calls, [], 'the browser never went to the app')
})

// proves S41
test('the same holds for /auth/v1/authorize', async (t) => {
  const { app, server, page } = await setUp(t)
  const query = new URLSearchParams({ provider: 'phone', redirect_to: 'https://evil.example/', code_challenge: pkce().challenge, code_challenge_method: 's256' })
  await page.goto(`${server.url}/auth/v1/authorize?${query}`)
  assert.equal(new URL(page.url()).origin, new URL(server.url).origin)
  assert.equal(await page.locator('#phone').count(), 0)
  assert.deepEqual(app.calls, [])
})

test('whoever is signed in goes to the app with one tap', async (t) => {
  const { app, server, page } = await setUp(t)
  const number = freshNumber()
  await signIn(page, server, number)
  const { verifier, challenge } = pkce()
  await page.goto(login(server, {
    redirect_to: app.url, code_challenge: challenge, code_challenge_method: 's256', state: 'x',
  }))
  await page.getByRole('button', { name: /^Continue as/ }).click()
  await page.waitForURL((url) => url.origin === app.url)
  const session = await exchange(server, new URL(page.url()).searchParams.get('code'), verifier)
  assert.equal(session.body.user.phone, bare(number))
})

test('whoever is signed in can use another number for the app', async (t) => {
  const { app, server, page } = await setUp(t)
  const [number, other] = [freshNumber(), freshNumber()]
  await signIn(page, server, number)
  const { verifier, challenge } = pkce()
  await page.goto(login(server, { redirect_to: app.url, code_challenge: challenge, code_challenge_method: 's256' }))
  const text = await shown(page)
  assert.ok(text.includes(number.slice(-2)) && !text.includes(number.slice(3)), `masked, not ${text}`)
  await page.getByRole('link', { name: 'Use another number' }).click()
  await page.waitForSelector('#phone')
  await sendNumber(page, other)
  await enterCode(page, server, other)
  await page.waitForURL((url) => url.origin === app.url)
  const session = await exchange(server, new URL(page.url()).searchParams.get('code'), verifier)
  assert.equal(session.body.user.phone, bare(other))
})

// proves G12
test('"Wrong number?" and an error keep the way back to the app', async (t) => {
  const { app, server, page } = await setUp(t)
  const { challenge } = pkce()
  await page.goto(login(server, {
    redirect_to: `${app.url}/callback`, code_challenge: challenge, code_challenge_method: 's256', state: 'kept',
  }))
  await sendNumber(page, freshNumber())
  await page.getByRole('link', { name: /Wrong number/ }).click()
  await page.waitForSelector('#phone')
  await page.fill('#phone', '+49151')
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.locator('#problem').waitFor()
  const number = freshNumber()
  await sendNumber(page, number)
  await enterCode(page, server, number)
  await page.waitForURL((url) => url.origin === app.url)
  assert.equal(new URL(page.url()).searchParams.get('state'), 'kept')
})
