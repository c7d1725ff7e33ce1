// Every page and error state: axe, small screens, what it loads, how it looks.
// Screenshots for people to look at are written to shots/.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, launch, phone, shoot, visit } from './browser.mjs'
import { askAgain, askForCode, enterCode, pkce, proveNumber, sendNumber, signIn, wrongCode } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { tooSmall, tooWide } from './probes.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

const tap = (page, name) => page.getByRole('button', { name }).click()

// Each state is reached as people reach it.
const states = {
  phone: (page) => page.goto(`${server.url}/login`),
  'phone-error': async (page) => {
    await page.goto(`${server.url}/login`)
    await page.fill('#phone', '+49151')
    await tap(page, 'Text me a code')
    await page.locator('#problem').waitFor()
  },
  code: (page) => askForCode(page, server, freshNumber()),
  'code-wrong': async (page) => {
    const number = freshNumber()
    await askForCode(page, server, number)
    await page.fill('#code', await wrongCode(server, number))
    await page.locator('#problem').waitFor()
  },
  'code-again': async (page) => {
    await askForCode(page, server, freshNumber())
    await askAgain(page)
  },
  'code-dead': async (page) => {
    const number = freshNumber()
    await askForCode(page, server, number)
    const wrong = await wrongCode(server, number)
    for (let tries = 0; tries < 5; tries++) {
      const answered = page.waitForResponse((r) => r.request().method() === 'POST')
      await page.fill('#code', '')
      await page.fill('#code', wrong)
      await answered
      await page.locator('#problem').waitFor()
    }
  },
  account: (page) => signIn(page, server, freshNumber()),
  continue: async (page) => {
    await signIn(page, server, freshNumber())
    await page.goto(`${server.url}/login?redirect_to=http://localhost:3000&code_challenge=${pkce().challenge}&code_challenge_method=s256`)
  },
  proof: async (page) => {
    await signIn(page, server, freshNumber())
    await page.goto(`${server.url}/account/phone`)
  },
  'new-number': toNewNumber,
  changed: async (page) => {
    await toNewNumber(page)
    const next = freshNumber()
    await sendNumber(page, next)
    await enterCode(page, server, next)
    await page.waitForURL('**/account/phone/done')
  },
  revert: async (page) => {
    const number = await toNewNumber(page)
    const next = freshNumber()
    await sendNumber(page, next)
    await enterCode(page, server, next)
    await page.waitForURL('**/account/phone/done')
    await page.goto((await server.notice(number)).text.match(/https?:\S+/)[0])
  },
  'signed-out': async (page) => {
    await signIn(page, server, freshNumber())
    await page.locator('form:has([name=scope][value=local]) button').click()
    await page.waitForURL((url) => !url.pathname.startsWith('/account'))
  },
  'bad-redirect': (page) => page.goto(`${server.url}/login?redirect_to=https://evil.example/`),
  'not-found': (page) => page.goto(`${server.url}/nothing-here`),
  inbox: (page) => page.goto(`${server.url}/dev/inbox`),
}

async function toNewNumber(page) {
  const number = freshNumber()
  await signIn(page, server, number)
  await page.waitForTimeout(1100)
  await proveNumber(page, server, number)
  return number
}

for (const [name, reach] of Object.entries(states)) {
  // proves G1, G2, G4, G5, G6, G10
  test(`${name}: axe, 320 px, targets, own requests only`, async (t) => {
    const page = await visit(t, browser)
    await reach(page)
    await page.waitForLoadState()
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    assert.equal(await page.locator('h1').count(), 1)

    await shoot(page, name)
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      await accessible(page)
    }
    await page.setViewportSize({ width: 320, height: 640 })
    assert.deepEqual(await tooWide(page), [])
    await page.setViewportSize(phone)
    assert.deepEqual(await tooSmall(page), [])

    const foreign = page.requests.map((r) => r.url()).filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))
    assert.deepEqual(foreign, [])
    assert.deepEqual(page.problems, [])
  })
}

// proves G14
test('the first view of /login is at most 60 kB', async (t) => {
  const page = await visit(t, browser)
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  let bytes = 0
  network.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength })
  await page.goto(`${server.url}/login`, { waitUntil: 'networkidle' })
  t.diagnostic(`/login is ${bytes} bytes in ${page.requests.length} requests`)
  assert.ok(bytes > 2_000 && bytes <= 60_000, `${bytes} bytes`)
})

// proves G14: what holds back the first picture is the style sheet alone.
test('at most one request blocks the first picture of a page', async (t) => {
  const page = await visit(t, browser)
  const blocking = () => page.evaluate(() => performance.getEntriesByType('resource')
    .filter((e) => e.renderBlockingStatus === 'blocking').map((e) => new URL(e.name).pathname))
  await page.goto(`${server.url}/login`)
  assert.equal((await blocking()).length, 1, (await blocking()).join())
  await askForCode(page, server, freshNumber())
  await page.reload()
  await page.waitForSelector('#code')
  assert.equal((await blocking()).length, 1, (await blocking()).join())
})

// proves S29, S30, S31 (Secure and __Host- come with https, which handlers/ tests)
test('pages carry the headers that protect them', async (t) => {
  const page = await visit(t, browser)
  const answer = await page.goto(`${server.url}/login`)
  const headers = answer.headers()
  const policy = headers['content-security-policy']
  for (const part of ["base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "'nonce-"]) {
    assert.ok(policy.includes(part), `${part} in ${policy}`)
  }
  assert.ok(!policy.includes('unsafe'))
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.match(headers['cache-control'], /no-store/)
  assert.match(headers['referrer-policy'], /no-referrer|same-origin/)

  await sendNumber(page, freshNumber())
  for (const cookie of await page.context().cookies()) {
    assert.ok(cookie.httpOnly && ['Lax', 'Strict'].includes(cookie.sameSite), cookie.name)
  }
  const forged = await page.request.post(`${server.url}/login`, {
    form: { phone: freshNumber() }, headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
  })
  assert.equal(forged.status(), 403)
})
