// The real program, started for a suite: built once, on a free port, in
// development mode, with a data folder or a database of its own.
//
// E2E_DATABASE   sqlite (default) or postgres
// TEST_POSTGRES  URL of a PostgreSQL in which databases may be created
// E2E_PROGRAM    the built program; without it the suite builds one

import { execFileSync, spawn } from 'node:child_process'
import dns from 'node:dns'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

// The program listens on 127.0.0.1 and calls itself localhost, which Node 18
// would look for at ::1 only.
dns.setDefaultResultOrder('ipv4first')

export const root = fileURLToPath(new URL('..', import.meta.url))
export const database = process.env.E2E_DATABASE ?? 'sqlite'

const running = new Set()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))
process.once('SIGTERM', () => process.exit(143))

let built

/** The path of the built program. */
function program() {
  if (process.env.E2E_PROGRAM) return process.env.E2E_PROGRAM
  if (!built) {
    const folder = mkdtempSync(join(tmpdir(), 'phonelogin-program-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    built = join(folder, 'web')
    execFileSync('go', ['build', '-o', built, './cmd/web'], {
      cwd: root, env: { ...process.env, CGO_ENABLED: '0' }, stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  return built
}

/** A port of 127.0.0.1 that nobody uses. */
export async function freePort() {
  const probe = createServer()
  await new Promise((listening) => probe.listen(0, '127.0.0.1', listening))
  const { port } = probe.address()
  await new Promise((closed) => probe.close(closed))
  return port
}

/** Starts a child that ends with this process, and remembers what it says. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.said = ''
  child.stdout.on('data', (data) => { child.said += data })
  child.stderr.on('data', (data) => { child.said += data })
  child.ended = new Promise((resolve) => child.once('exit', resolve)).then(() => running.delete(child))
  return child
}

/** Waits until a GET of the URL is answered 200 by the child. */
export async function ready(child, url) {
  for (let tries = 0; tries < 400; tries++) {
    if (child.exitCode !== null) throw new Error(`the program ended at once:\n${child.said}`)
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await pause(50)
  }
  throw new Error(`no answer from ${url} within 20 s:\n${child.said}`)
}

/**
 * Starts a server.
 * @param {Record<string, string>} settings overrides without their prefix, such as
 *   { AUTH_RATE_LIMITS_OTP_VALIDITY: '2s' }
 * @param {string} file the text of its phonelogin.toml, for what has no override
 * @param {(url: string) => string | Promise<string>} reach how the program reaches its database, for
 *   suites that cut the line
 */
export async function startServer(settings = {}, file = '', reach = (url) => url) {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'phonelogin-e2e-'))
  const store = database === 'postgres' ? createDatabase() : { url: '', drop() {} }
  const url = `http://localhost:${port}`
  const key = 'sb_publishable_e2eE2eE2eE2eE2eE2eE2e'
  const secretKey = 'sb_secret_e2eE2eE2eE2eE2eE2eE2eE2e'
  const all = {
    SERVER_LISTEN: `127.0.0.1:${port}`,
    SERVER_PUBLIC_URL: url,
    SERVER_DATA_DIR: folder,
    DATABASE_URL: await reach(store.url),
    AUTH_PUBLISHABLE_KEY: key,
    AUTH_SECRET_KEY: secretKey,
    AUTH_RATE_LIMITS_OTP_PERIOD: '1s', // tests do not wait
    ...settings,
  }
  if (file) writeFileSync(join(folder, 'phonelogin.toml'), file)
  const env = { PATH: process.env.PATH, HOME: process.env.HOME }
  for (const [name, value] of Object.entries(all)) {
    if (value !== '') env[`PHONELOGIN_${name}`] = value
  }
  const child = start(program(), [], { cwd: folder, env })
  await ready(child, `${url}/readyz`)

  return {
    url, key, secretKey,
    /** Everything that the program has written to its log. */
    log: () => child.said,
    /** The messages to a number, newest first. */
    async messages(to) {
      const answer = await fetch(`${url}/dev/inbox?to=${encodeURIComponent(to)}`, {
        headers: { Accept: 'application/json' },
      })
      return (await answer.json()).messages
    },
    /** The notice to a number: it is sent after the answer, so it may take a moment. */
    async notice(to) {
      for (let tries = 0; tries < 50; tries++) {
        const [newest] = await this.messages(to)
        if (newest && !newest.code) return newest
        await new Promise((later) => setTimeout(later, 100))
      }
      throw new Error('no notice was sent to this number')
    },
    /** The newest code sent to a number. */
    async code(to) {
      const [newest] = await this.messages(to)
      if (!newest) throw new Error('nothing was sent to this number')
      return newest.code
    },
    async stop() {
      child.kill('SIGTERM')
      await child.ended
      store.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes a database of its own inside TEST_POSTGRES. */
function createDatabase() {
  const server = process.env.TEST_POSTGRES
  if (!server) throw new Error('E2E_DATABASE=postgres needs TEST_POSTGRES, the URL of a PostgreSQL')
  const name = `e2e_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const programs = execFileSync(join(root, 'scripts/postgres.sh'), ['bin'], { encoding: 'utf8' }).trim()
  const psql = (statement) => execFileSync(join(programs, 'psql'), ['-qX', '-d', server, '-c', statement])
  psql(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => psql(`drop database ${name} with (force)`) }
}
