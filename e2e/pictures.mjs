// Golden screenshots: how pages looked when someone last agreed, and whether they
// still do. The font comes with the suite and the clock stands, so that pictures
// depend on neither the machine's fonts nor the time.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'

const golden = fileURLToPath(new URL('golden/', import.meta.url))
const shots = fileURLToPath(new URL('shots/', import.meta.url))
const fonts = new URL('node_modules/@fontsource-variable/rubik/files/', import.meta.url)

/** Other builds of the browser draw edges a little differently: this share of a picture may. */
const tolerance = 0.004

/** A difference of colour that counts, from 0 to 1. */
const threshold = 0.12

/** The browser draws text alike on all machines with these. */
export const drawing = ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb', '--hide-scrollbars']

const face = (name) => `@font-face { font-family: Golden; font-weight: 300 900; src: url(data:font/woff2;base64,${
  readFileSync(new URL(`rubik-${name}-wght-normal.woff2`, fonts)).toString('base64')}); ${ranges[name]} }`
const ranges = {
  latin: 'unicode-range: U+0-FF, U+2000-206F, U+20AC',
  arabic: 'unicode-range: U+600-6FF, U+750-77F, U+8A0-8FF, U+FB50-FDFF, U+FE70-FEFF',
}
const style = `${face('latin')} ${face('arabic')}
  *, *::before, *::after { font-family: Golden !important; caret-color: transparent !important; }`

/**
 * A page on which the clock stands at the noon of the examples and nothing moves. Timers
 * stand with it: on a slow machine a part would renew itself before its picture.
 */
export async function stillPage(t, browser) {
  const context = await browser.newContext({
    bypassCSP: true, reducedMotion: 'reduce', deviceScaleFactor: 1, timezoneId: 'UTC', locale: 'en-US',
  })
  t.after(() => context.close())
  const page = await context.newPage()
  await page.clock.install({ time: new Date('2026-03-04T11:00:00Z') })
  await page.clock.pauseAt(new Date('2026-03-04T12:00:00Z'))
  return page
}

/** In the page: until it was drawn. requestAnimationFrame would go by the clock that stands. */
const frame = () => new Promise((drawn) => {
  const observer = new IntersectionObserver(() => { observer.disconnect(); drawn() })
  observer.observe(document.documentElement)
})

/** The page as it looks now. */
export async function picture(page) {
  await page.addStyleTag({ content: style })
  await page.evaluate(() => Promise.all([...document.fonts].map((font) => font.load())))
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())))
  // The browser gives a field the focus that asks for it when it draws the page, which
  // on a slow machine is long after the page came.
  await page.evaluate(frame)
  // The focus is not the same whether a page is opened first or after others.
  await page.evaluate(() => document.activeElement?.blur())
  await page.evaluate(frame)
  return coarse(PNG.sync.read(await page.screenshot({ fullPage: true, animations: 'disabled' })))
}

/** The picture in fewer colours: shadows then take a fraction of the room. */
function coarse(picture) {
  for (let i = 0; i < picture.data.length; i++) if (i % 4 !== 3) picture.data[i] &= 0xf8
  return picture
}

/** Keeps a picture as the golden one. */
export function keep(name, picture) {
  mkdirSync(golden, { recursive: true })
  writeFileSync(`${golden}${name}.png`, PNG.sync.write(picture, { deflateLevel: 9, colorType: 2 }))
}

/**
 * What is wrong with a picture: '' where it is as the golden one. Otherwise both
 * and their difference are in shots/.
 */
export function compare(name, now) {
  if (!existsSync(`${golden}${name}.png`)) return `${name}: there is no golden picture`
  const then = PNG.sync.read(readFileSync(`${golden}${name}.png`))
  const found = difference(then, now)
  if (!found.text) return ''
  mkdirSync(shots, { recursive: true })
  writeFileSync(`${shots}${name}-now.png`, PNG.sync.write(now))
  if (found.picture) writeFileSync(`${shots}${name}-difference.png`, PNG.sync.write(found.picture))
  return `${name}: ${found.text}`
}

/** How two pictures differ: text is '' where they do not beyond the tolerance. */
export function difference(then, now) {
  if (then.width !== now.width || then.height !== now.height) {
    return { text: `${now.width} × ${now.height} px, was ${then.width} × ${then.height}` }
  }
  const picture = new PNG({ width: then.width, height: then.height })
  const pixels = pixelmatch(then.data, now.data, picture.data, then.width, then.height, { threshold })
  const share = pixels / (then.width * then.height)
  return { text: share > tolerance ? `${(100 * share).toFixed(2)} % of it differ` : '', picture }
}
