// What happens to a sign-in when things get lost: the cookie, an answer, the
// database. It goes on, says what happened, and ends in the app with its state.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startApp } from './app.mjs'
import { accessible, launch, shoot, visit } from './browser.mjs'
import { askForCode, enterCode, pkce, sendNumber } from './journey.mjs'
import { cuttable } from './cuttable.mjs'
import { freshNumber } from './people.mjs'
import { database, startServer } from './server.mjs'

let browser, server, app, closeApp, settings
before(async () => {
  app = await startApp({ after: (close) => { closeApp = close } })
  settings = { AUTH_SITE_URL: app.url, AUTH_ADDITIONAL_REDIRECT_URLS: `${app.url}/callback` }
  ;[browser, server] = await Promise.all([launch(), startServer(settings)])
})
after(() => Promise.all([browser.close(), server.stop(), closeApp()]))

const loginFor = (state) => `/login?${new URLSearchParams({
  redirect_to: `${app.url}/callback`, code_challenge: pkce().challenge, code_challenge_method: 's256', state,
})}`

/** Waits until the browser is back at the app with a code, and tells the state. */
async function backAtApp(page) {
  await page.waitForURL((url) => url.origin === app.url && url.searchParams.has('code'))
  return new URL(page.url()).searchParams.get('state')
}

const sendCode = (page) => page.locator('#code-form button[type=submit]').click()

/** Fills in the newest code; without scripts nothing sends it. */
async function giveCode(page, from, number, scripts) {
  await enterCode(page, from, number)
  if (!scripts) await sendCode(page)
}

/**
 * Loses the answers to a form of the code page: the server does its work and the
 * browser hears nothing, not even of its new cookie. Returns how to stop.
 */
async function loseAnswers(page) {
  const lose = async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    const context = page.context()
    const cookies = await context.cookies()
    await route.fetch({ maxRedirects: 0 })
    await context.clearCookies()
    await context.addCookies(cookies)
    await route.abort()
  }
  await page.route('**/login/code?*', lose)
  return () => page.unroute('**/login/code?*', lose)
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts'

  // proves G12
  test(`a cookie that is lost on the code page costs no app, ${how}`, async (t) => {
    const page = await visit(t, browser, { scripts })
    const number = freshNumber()
    await askForCode(page, server, number, loginFor(`cookie ${how}`))
    await page.context().clearCookies()
    await giveCode(page, server, number, scripts)
    await page.locator('#status', { hasText: 'Your sign-in was interrupted' }).waitFor()
    assert.ok(!page.url().includes(number.slice(-7)), page.url())
    if (scripts) {
      await accessible(page)
      await shoot(page, 'phone-interrupted')
    }
    await sendNumber(page, number)
    await giveCode(page, server, number, scripts)
    assert.equal(await backAtApp(page), `cookie ${how}`)
  })

  // proves G12, G13
  test(`the right code whose answer was lost is sent again, ${how}`, async (t) => {
    const page = await visit(t, browser, { scripts })
    const number = freshNumber()
    await askForCode(page, server, number, loginFor(`answer ${how}`))
    const at = page.url()
    const stop = await loseAnswers(page)
    const code = await server.code(number)
    await page.fill('#code', code)
    if (scripts) {
      await page.locator('#offline', { hasText: 'Nothing is lost' }).waitFor()
      assert.equal(await page.locator('#code').inputValue(), code)
    } else {
      await page.locator('#code-form button[type=submit]').click({ noWaitAfter: true }).catch(() => {})
      await page.waitForURL('chrome-error://**').catch(() => {})
    }
    await stop()
    if (!scripts) { // the browser's own error page: back to ours
      await page.goto(at)
      await page.fill('#code', code)
    }
    await sendCode(page)
    assert.equal(await backAtApp(page), `answer ${how}`)
    assert.equal((await server.messages(number)).length, 1)
  })
}

// proves G13, S3
test('of right codes that are sent at once each leads to the app', async (t) => {
  const page = await visit(t, browser, { scripts: false })
  const number = freshNumber()
  await askForCode(page, server, number, loginFor('at once'))
  const form = { form_token: await page.locator('#code-form [name=form_token]').inputValue(), code: await server.code(number) }
  const action = server.url + await page.locator('#code-form').getAttribute('action')
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => fetch(action, {
    method: 'POST', redirect: 'manual', body: new URLSearchParams(form),
    headers: { Cookie: cookie, Origin: server.url, 'Sec-Fetch-Site': 'same-origin' },
  })))
  for (const answer of answers) {
    assert.equal(answer.status, 303)
    const to = new URL(answer.headers.get('location'))
    assert.equal(`${to.origin} ${to.searchParams.get('state')}`, `${app.url} at once`)
  }
})

test('the error page of a server in between does not take the place of what was typed', async (t) => {
  const page = await visit(t, browser)
  const number = freshNumber()
  await page.goto(server.url + loginFor('between'))
  await page.fill('#phone', number)
  const fail = (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<html><h1>502 Bad Gateway</h1></html>' })
  await page.route('**/login?*', fail)
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.locator('#offline', { hasText: 'Nothing is lost' }).waitFor()
  assert.equal(await page.locator('#phone').inputValue(), number)
  await page.unroute('**/login?*', fail)
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.waitForSelector('#code')

  // News of the message that fail leave the page alone.
  await page.route('**/login/code/delivery?*', fail)
  await page.waitForResponse((answer) => answer.url().includes('/delivery') && answer.status() === 502)
  assert.equal(await page.locator('h1').innerText(), 'Enter the code')
  await enterCode(page, server, number)
  assert.equal(await backAtApp(page), 'between')
})

// A database that can be taken away is a PostgreSQL.
if (database === 'postgres') {
  for (const scripts of [true, false]) {
    const how = scripts ? 'with scripts' : 'without scripts'

    // proves C15, P10
    test(`whoever meets an outage of the database tries again and loses nothing, ${how}`, async (t) => {
      let way
      const own = await startServer(settings, '', async (url) => { way = await cuttable(url); return way.url })
      t.after(async () => { await own.stop(); await way.cut() })
      const page = await visit(t, browser, { scripts })
      const number = freshNumber()
      const failed = () => page.locator('main [role=alert]', { hasText: 'Something went wrong on our side' }).waitFor()
      const again = () => page.getByText('Try again', { exact: true }).click()
      await page.goto(own.url + loginFor(`outage ${how}`))

      await page.fill('#phone', number)
      await way.cut()
      await page.getByRole('button', { name: 'Text me a code' }).click()
      await failed()
      assert.ok(!page.url().includes(number.slice(-7)), page.url())
      await again() // too early
      await failed()
      await way.mend()
      await again()
      await page.waitForSelector('#code')

      await way.cut()
      await page.goto(page.url()) // a reload
      await failed()
      await way.mend()
      await again()
      await page.waitForSelector('#code')
      const code = await own.code(number)
      await way.cut()
      await page.fill('#code', code)
      if (!scripts) await sendCode(page)
      await failed()
      await way.mend()
      await again()
      assert.equal(await backAtApp(page), `outage ${how}`)
      assert.equal((await own.messages(number)).length, 1)
    })
  }
}
