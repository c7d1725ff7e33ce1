// The development inbox beside the pages, as a phone beside a computer.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, visit } from './browser.mjs'
import { askForCode } from './journey.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let browser, server
before(async () => { [browser, server] = await Promise.all([launch(), startServer()]) })
after(() => Promise.all([browser.close(), server.stop()]))

test('a message appears by itself, and its code is entered where it is waited for', async (t) => {
  const page = await visit(t, browser)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const inbox = await page.context().newPage()
  await inbox.goto(`${server.url}/dev/inbox`)
  const [mine, other] = [freshNumber(), freshNumber()]
  await askForCode(page, server, mine)
  const bystander = await page.context().newPage()
  await askForCode(bystander, server, other)

  const code = await server.code(mine)
  await inbox.locator(`[data-to="${mine}"]`).click()
  await page.waitForURL('**/account')
  assert.equal(await inbox.evaluate(() => navigator.clipboard.readText()), code)
  assert.equal(await bystander.locator('#code').inputValue(), '')
  assert.equal(await bystander.locator('#problem').count(), 0)
})

test('without scripts the inbox is a list', async (t) => {
  const page = await visit(t, browser, { scripts: false })
  const number = freshNumber()
  await askForCode(page, server, number)
  await page.goto(`${server.url}/dev/inbox`)
  assert.ok((await page.locator('#inbox li').first().innerText()).includes(await server.code(number)))
  assert.equal(await page.locator('[data-copy]:visible').count(), 0)
})
