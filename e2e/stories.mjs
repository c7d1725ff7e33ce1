// The storybook of development mode, as the suites read it.

import { createRequire } from 'node:module'

const axe = createRequire(import.meta.url)('axe-core').source

/** All states that the storybook shows, by name; those of texts of problems hold a dot. */
export async function stories(server) {
  const index = await (await fetch(`${server.url}/dev/pages`)).text()
  return [...index.matchAll(/<iframe title="([^"]+)"/g)].map(([, name]) => name)
}

/** Opens a state in a language. */
export async function open(page, server, name, lang = 'en') {
  await page.goto(`${server.url}/dev/pages/${name}?lang=${lang}`)
}

/** What axe finds at WCAG 2.2 A and AA. The rules are loaded once for each page. */
export async function violations(page) {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  return page.evaluate(async () => {
    const found = await window.axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'],
    })
    return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(', ')}`)
  })
}

/** Shares work out to as many pages as can be looked at side by side. */
export async function sideBySide(pages, all, look) {
  const left = [...all]
  await Promise.all(pages.map(async (page) => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await look(page, next)
  }))
}
