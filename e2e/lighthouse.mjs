// Lighthouse on the phone page and the code page; see scripts/lighthouse.sh.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

const lighthouse = 'lighthouse@12.2.3'
const wanted = { performance: 0.99, accessibility: 0.99, 'best-practices': 0.99 }

/** A code page and the cookies of the browser that it belongs to. */
async function codePage(server) {
  const phonePage = await fetch(`${server.url}/login`)
  const cookie = phonePage.headers.getSetCookie().map((set) => set.split(';')[0]).join('; ')
  const token = (await phonePage.text()).match(/name="form_token" value="([^"]+)"/)[1]
  const answer = await fetch(`${server.url}/login`, {
    method: 'POST', redirect: 'manual', headers: { Cookie: cookie, Origin: server.url },
    body: new URLSearchParams({ form_token: token, phone: freshNumber(), country: 'DE' }),
  })
  return { url: new URL(answer.headers.get('Location'), server.url).href, cookie }
}

/** The report on a page, in Lighthouse's own mobile profile. */
async function judge(url, cookie) {
  const { stdout } = await promisify(execFile)('npx', [
    '--yes', lighthouse, url, '--quiet', '--output=json', '--extra-headers', JSON.stringify(cookie ? { Cookie: cookie } : {}),
    `--only-categories=${Object.keys(wanted).join()}`, '--chrome-flags=--headless=new --no-sandbox --disable-gpu',
  ], { env: { CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium', ...process.env }, maxBuffer: 1 << 26 })
  return JSON.parse(stdout)
}

/** The middle one of three reports by its performance: one alone is luck. */
async function middle(url, cookie) {
  const all = []
  for (let run = 0; run < 3; run++) all.push(await judge(url, cookie))
  return all.sort((a, b) => a.categories.performance.score - b.categories.performance.score)[1]
}

const server = await startServer({ AUTH_RATE_LIMITS_OTP_VALIDITY: '10m' })
try {
  const code = await codePage(server)
  for (const [name, url, cookie] of [['/login', `${server.url}/login`], ['/login/code', code.url, code.cookie]]) {
    const { categories, audits, environment } = await middle(url, cookie)
    console.log(name, Object.entries(categories).map(([id, { score }]) => `${id} ${Math.round(100 * score)}`).join(', '),
      ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'total-byte-weight']
        .map((id) => `${id} ${audits[id].displayValue}`).join(', '),
      `(benchmark index of this machine: ${Math.round(environment.benchmarkIndex)})`)
    for (const [id, least] of Object.entries(wanted)) {
      if (categories[id].score >= least) continue
      process.exitCode = 1
      for (const { id: audit } of categories[id].auditRefs) {
        if (audits[audit].score !== null && audits[audit].score < 1) console.log(`  ${audit}: ${audits[audit].title}`)
      }
    }
  }
} finally {
  await server.stop()
}
