// What is measured in a page. Each runs in the browser and returns what is wrong.

/** What makes the page scroll sideways. */
export const tooWide = (page) => page.evaluate(() => {
  if (document.documentElement.scrollWidth <= innerWidth) return []
  return [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
    .map((e) => e.outerHTML.slice(0, 80))
})

/** Text that its box cuts off: fields may scroll, everything else must show all. */
export const cutOff = (page) => page.evaluate(() => [...document.querySelectorAll('body *')]
  .filter((e) => !e.closest('svg, select, input, option') && e.checkVisibility() && e.textContent.trim())
  .filter((e) => e.clientWidth > 1 && getComputedStyle(e).display !== 'inline')
  .filter((e) => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) || ['hidden', 'clip'].includes(getComputedStyle(e).overflowY))
  .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
  .map((e) => e.outerHTML.slice(0, 80)))

/** Targets below 24 by 24 px (links in sentences are exempt), main buttons below 44 px. */
export const tooSmall = (page) => page.evaluate(() => {
  const seen = (e) => e.checkVisibility()
  const height = (e) => e.getBoundingClientRect().height
  const small = [...document.querySelectorAll('main button, main select:not([aria-hidden]), main input:not([type=hidden]), main a, main summary, footer a, footer summary')]
    .filter(seen).filter((e) => !(e.tagName === 'A' && e.closest('p, li'))).filter((e) => height(e) < 24)
  const main = [...document.querySelectorAll('main form:has(#phone, #code) button')].filter(seen).slice(0, 1)
    .filter((e) => height(e) < 44)
  return [...small, ...main].map((e) => e.outerHTML.slice(0, 80))
})

/** Makes all text twice as large, as a browser's setting does. */
export const doubleText = (page) => page.evaluate(() => { document.documentElement.style.fontSize = '200%' })

/** Takes that back. */
export const plainText = (page) => page.evaluate(() => { document.documentElement.style.fontSize = '' })

/** Spaces text of the usual size as people may who read with difficulty (WCAG 1.4.12). */
export const spaceText = async (page) => {
  await plainText(page)
  await page.evaluate(() => {
    for (const e of document.querySelectorAll('body *')) {
      Object.assign(e.style, { lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' })
      if (e.tagName === 'P') e.style.marginBottom = '2em'
    }
  })
}
