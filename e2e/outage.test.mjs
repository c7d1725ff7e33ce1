// Clients of several years keep their session while the server has no database.
//
// E2E_OUTAGE_SECONDS   how long that is: 3 (default) is over before a client gives
//                      up, 40 is not

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient as newest } from './client.mjs'
import { createClient as of2024 } from 'supabase-js-2.45'
import { createClient as of2026 } from 'supabase-js-2.90'
import { cuttable } from './cuttable.mjs'
import { freshNumber } from './people.mjs'
import { database, startServer } from './server.mjs'

const seconds = Number(process.env.E2E_OUTAGE_SECONDS ?? 3)
assert.equal(database, 'postgres', 'this suite cuts the way to a Postgres: set E2E_DATABASE=postgres')

let server
let way
before(async () => {
  server = await startServer(
    { AUTH_JWT_EXPIRY: '2s', LOG_LEVEL: 'error' }, '',
    async (url) => { way = await cuttable(url); return way.url },
  )
})
after(async () => {
  await server?.stop()
  await way?.cut()
})

/** A client that is signed in, what it stored, and what it said of its session. */
async function person(createClient) {
  const stored = new Map()
  const storage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => { stored.set(key, value) },
    removeItem: (key) => { stored.delete(key) },
  }
  const open = () => createClient(server.url, server.key, { auth: { autoRefreshToken: false, persistSession: true, storage } }).auth
  const auth = open()
  const phone = freshNumber()
  const sent = await auth.signInWithOtp({ phone })
  assert.equal(sent.error, null)
  const { data, error } = await auth.verifyOtp({ phone, token: await server.code(phone), type: 'sms' })
  assert.equal(error, null)
  const events = []
  auth.onAuthStateChange((event) => { events.push(event) })
  return { auth, open, events, first: data.session, keeps: () => [...stored.values()].some((v) => v.includes('refresh_token')) }
}

/** Cuts the database off for the length of the outage while work goes on. */
async function outage(work) {
  await way.cut()
  const working = work()
  await pause(seconds * 1000)
  await way.mend()
  return working
}

const clients = { 'supabase-js 2.45': of2024, 'supabase-js 2.90': of2026, 'the newest supabase-js': newest }

describe('an outage of the database', { concurrency: false }, () => {
  test('leaves the session of every client where it is', async () => {
    const people = []
    for (const [name, createClient] of Object.entries(clients)) {
      for (const way of ['by itself', 'when told to', 'when asked for the session']) {
        people.push({ name: `${name}, refreshing ${way}`, way, ...await person(createClient) })
      }
    }
    await pause(2500) // their access tokens run out
    const answers = await outage(() => Promise.all(people.map(async ({ auth, way }) => {
      if (way === 'by itself') return auth.startAutoRefresh()
      return way === 'when told to' ? auth.refreshSession() : auth.getSession()
    })))
    await Promise.all(people.map(async ({ name, auth, open, events, keeps, first }, n) => {
      const refusal = answers[n]?.error
      assert.ok(!refusal || refusal.name === 'AuthRetryableFetchError', `${name}: ${refusal}`)
      assert.ok(!events.includes('SIGNED_OUT'), `${name}: signed out`)
      assert.ok(keeps(), `${name}: the session is gone from the storage`)
      await auth.stopAutoRefresh()
      // As after a reload: the newest client remembers a failure for a minute.
      const { data, error } = await open().refreshSession()
      assert.equal(error, null, name)
      assert.equal(data.session.user.id, first.user.id, name)
      assert.notEqual(data.session.refresh_token, first.refresh_token, name)
    }))
  })

  test('is told with 503 and Retry-After', async () => {
    const { auth, first } = await person(newest)
    await way.cut()
    const answer = await fetch(`${server.url}/auth/v1/token?grant_type=refresh_token`, {
      method: 'POST', headers: { apikey: server.key, 'Content-Type': 'application/json' },
      body: JSON.stringify({ refresh_token: first.refresh_token }),
    })
    await way.mend()
    await auth.refreshSession() // or what the client does of itself outlives the test
    assert.equal(answer.status, 503)
    assert.ok(Number(answer.headers.get('retry-after')) > 0)
    assert.equal((await answer.json()).error_code, 'unexpected_failure')
  })
})
