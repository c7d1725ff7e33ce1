// The two example apps, started as their READMEs say, in a real browser.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launch, visit } from './browser.mjs'
import { enterCode, sendNumber } from './journey.mjs'
import { bare, freshNumber } from './people.mjs'
import { freePort, ready, root, start, startServer } from './server.mjs'

let browser, folder
before(async () => {
  browser = await launch()
  folder = mkdtempSync(join(tmpdir(), 'phonelogin-examples-'))
  execFileSync('go', ['build', '-o', folder, './examples/spa', './examples/server'], {
    cwd: root, env: { ...process.env, CGO_ENABLED: '0' }, stdio: 'inherit',
  })
})
after(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Starts an example and a server that knows its URL. */
async function setUp(t, name, setting, path) {
  const address = `localhost:${await freePort()}`
  const url = `http://${address}`
  const server = await startServer({ [setting]: url + path })
  t.after(() => server.stop())
  return { address, url, server }
}

async function run(t, name, address, server, ...more) {
  const child = start(join(folder, name), ['-listen', address, '-auth', server.url, ...more])
  t.after(() => child.kill())
  await ready(child, `http://${address}/`)
}

test('the single-page app signs in by code and on the hosted pages', async (t) => {
  const { address, url, server } = await setUp(t, 'spa', 'AUTH_SITE_URL', '')
  await run(t, 'spa', address, server, '-key', server.key)
  const page = await visit(t, browser)
  const number = freshNumber()

  await page.goto(url)
  await page.fill('#phone', number)
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.locator('#code').waitFor()
  await page.fill('#code', await server.code(number))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.locator('#who').waitFor()
  assert.equal(await page.locator('#who').innerText(), number)

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.locator('#hosted').click()
  await page.waitForURL(`${server.url}/**`)
  const other = freshNumber()
  await sendNumber(page, other)
  await enterCode(page, server, other)
  await page.waitForURL((back) => back.origin === url)
  await page.locator('#who').waitFor()
  assert.equal(await page.locator('#who').innerText(), other)
  assert.equal(JSON.parse(await page.locator('#user').innerText()).phone, bare(other))
  await page.reload()
  await page.locator('#who').waitFor()
  assert.deepEqual(page.problems, [])
})

test('the single-page app shows what the API refuses, and asks for a key it has not got', async (t) => {
  const { address, url, server } = await setUp(t, 'spa', 'AUTH_SITE_URL', '')
  await run(t, 'spa', address, server)
  const page = await visit(t, browser)
  await page.goto(url)
  await page.fill('#key', server.key)
  await page.getByRole('button', { name: 'Use this key' }).click()
  await page.locator('#phone').waitFor()
  await page.fill('#phone', '12')
  await page.fill('#phone', '0701')
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.getByText('Invalid phone number format').waitFor()
})

test('the server-side app sends people away, takes them back and signs them out', async (t) => {
  const { address, url, server } = await setUp(t, 'server', 'AUTH_ADDITIONAL_REDIRECT_URLS', '/callback')
  await run(t, 'server', address, server, '-key', server.key)
  const page = await visit(t, browser)
  const number = freshNumber()

  await page.goto(url)
  await page.getByRole('link', { name: 'Sign in with your phone' }).click()
  await sendNumber(page, number)
  await enterCode(page, server, number)
  await page.waitForURL(`${url}/`)
  assert.equal(await page.locator('#who').innerText(), number)

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in with your phone' }).waitFor()
})

test('the server-side app refuses a return that it did not begin', async (t) => {
  const { address, url, server } = await setUp(t, 'server', 'AUTH_ADDITIONAL_REDIRECT_URLS', '/callback')
  await run(t, 'server', address, server, '-key', server.key)
  const page = await visit(t, browser)
  const answer = await page.goto(`${url}/callback?code=stolen&state=made-up`)
  assert.equal(answer.status(), 400)
})

test('the bundle that the single-page app carries is the one tested here', () => {
  const carried = readFileSync(join(root, 'examples/spa/site/supabase.js'))
  const tested = readFileSync(new URL('node_modules/@supabase/supabase-js/dist/umd/supabase.js', import.meta.url))
  assert.ok(carried.equals(tested))
})
