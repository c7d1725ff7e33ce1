// Chromium as the suites use it. CHROMIUM names another one.

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'
import { database } from './server.mjs'

const shots = fileURLToPath(new URL('shots/', import.meta.url))

export const phone = { width: 360, height: 740 }
export const desktop = { width: 1280, height: 800 }

/** Starts the browser, with more arguments where a suite needs them. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run', ...more,
    ],
  })
}

/**
 * A page of a person with an empty cookie jar, closed when the test ends.
 * Every request it makes is kept in page.requests.
 */
export async function visit(t, browser, { viewport = phone, scripts = true, ...options } = {}) {
  const context = await browser.newContext({ viewport, javaScriptEnabled: scripts, ...options })
  t.after(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.requests = []
  page.on('request', (request) => page.requests.push(request))
  page.problems = []
  page.on('pageerror', (error) => page.problems.push(error.message))
  return page
}

/** axe finds nothing at WCAG 2.2 A and AA, once nothing moves any more. */
export async function accessible(page) {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)))
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(', ')}`), [])
}

/**
 * Writes the page as it looks now, light and dark, on a phone and a desktop. On
 * one database: pages look the same on the other.
 */
export async function shoot(page, name) {
  if (database !== 'sqlite') return
  mkdirSync(shots, { recursive: true })
  const before = page.viewportSize()
  for (const [width, viewport] of Object.entries({ phone, desktop })) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({
        path: `${shots}${name}-${width}-${colorScheme}.png`, fullPage: true, animations: 'disabled',
      })
    }
  }
  await page.emulateMedia({ colorScheme: null })
  await page.setViewportSize(before)
}
