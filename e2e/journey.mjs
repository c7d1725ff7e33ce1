// Steps that people take on the hosted pages.

import { createHash, randomBytes } from 'node:crypto'

/** Opens the page that asks for a number and has a code sent to it. */
export async function askForCode(page, server, number, path = '/login') {
  await page.goto(server.url + path)
  await sendNumber(page, number)
}

/** Has a code sent from the page that asks for a number. */
export async function sendNumber(page, number) {
  await page.fill('#phone', number)
  await page.getByRole('button', { name: 'Text me a code' }).click()
  await page.waitForSelector('#code')
}

/** Enters the newest code sent to a number. The last digit sends the form. */
export async function enterCode(page, server, number) {
  await page.fill('#code', await server.code(number))
}

/** Proves the current number, which is how a change of number begins. */
export async function proveNumber(page, server, number) {
  await page.goto(`${server.url}/account/phone`)
  await page.getByRole('button', { name: 'Send code' }).click()
  await page.waitForSelector('#code')
  await enterCode(page, server, number)
  await page.waitForSelector('#phone')
}

/** Asks for the code again as soon as the page offers it. */
export async function askAgain(page) {
  // The script has begun to count: until then the button says nothing of the wait.
  await page.waitForFunction(() => !document.querySelector('#expiry')?.textContent.startsWith('Good until'))
  await page.locator('#resend:not([aria-disabled])').click()
  await page.locator('#status', { hasText: 'We texted the code again' }).waitFor()
}

/** Signs in without an app, which ends at the account page. */
export async function signIn(page, server, number) {
  await askForCode(page, server, number)
  await enterCode(page, server, number)
  await page.waitForURL('**/account')
}

/** A code that is not the one that was sent. */
export async function wrongCode(server, number) {
  const code = await server.code(number)
  return code.slice(0, -1) + ((Number(code.at(-1)) + 1) % 10)
}

/** Pastes a text into a field, as Ctrl+V does. */
export async function paste(page, selector, text) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((text) => navigator.clipboard.writeText(text), text)
  await page.focus(selector)
  await page.keyboard.press('Control+V')
}

/** What the page says, without blanks and dashes: numbers are found in it. */
export const shown = async (page) => (await page.locator('main').innerText()).replace(/[\s-]/g, '')

/** A PKCE pair, RFC 7636, section 4. */
export function pkce() {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}
