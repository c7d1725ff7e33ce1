// The requests that the Swift, Kotlin and Python clients send for the calls of
// the phone login document, as docs/api/clients.md writes them down.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { call } from './client.mjs'
import { bare, freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let server
before(async () => { server = await startServer() })
after(() => server.stop())

const key = () => ({ Authorization: `Bearer ${server.key}` })
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' // RFC 7636, appendix B

const clients = {
  Swift: {
    headers: { 'X-Client-Info': 'supabase-swift/2.35.0', 'X-Supabase-Api-Version': '2024-01-01' },
    otp: (phone) => ({ phone, create_user: true, channel: 'sms' }),
    verify: (phone, token) => ({ phone, token, type: 'sms' }),
  },
  Kotlin: {
    headers: { 'X-Client-Info': 'supabase-kt/3.2.6' },
    // The client adds its PKCE pair to phone codes too; the answer ignores it.
    otp: (phone) => ({ create_user: true, phone, code_challenge: challenge, code_challenge_method: 's256' }),
    verify: (phone, token) => ({ type: 'sms', token, phone }),
  },
  Python: {
    headers: { 'X-Client-Info': 'supabase-py/2.24.0', 'X-Supabase-Api-Version': '2024-01-01' },
    otp: (phone) => ({
      phone, data: null, create_user: true, channel: 'sms', gotrue_meta_security: { captcha_token: null },
    }),
    // The document leaves the plus sign out.
    verify: (phone, token) => ({
      gotrue_meta_security: { captcha_token: null }, phone: bare(phone), token, type: 'sms',
    }),
  },
}

for (const [name, client] of Object.entries(clients)) {
  describe(`${name}'s requests`, () => {
    const phone = freshNumber()
    let session

    test('ask for a code', async () => {
      const answer = await call(server, 'POST', '/otp', {
        headers: { ...client.headers, ...key() }, body: client.otp(phone),
      })
      assert.equal(answer.status, 200)
      assert.deepEqual({ ...answer.body, message_id: '' }, { message_id: '' })
    })

    test('verify it', async () => {
      const answer = await call(server, 'POST', '/verify', {
        headers: { ...client.headers, ...key() }, body: client.verify(phone, await server.code(phone)),
      })
      assert.equal(answer.status, 200)
      session = answer.body
      assert.equal(session.user.phone, bare(phone))
    })

    test('change the number', async () => {
      const next = freshNumber()
      const asked = await call(server, 'PUT', '/user', {
        headers: { ...client.headers, Authorization: `Bearer ${session.access_token}` }, body: { phone: bare(next) },
      })
      assert.equal(asked.status, 200)
      assert.equal(asked.body.new_phone, bare(next))
      const done = await call(server, 'POST', '/verify', {
        headers: { ...client.headers, ...key() },
        body: { ...client.verify(next, await server.code(next)), type: 'phone_change' },
      })
      assert.equal(done.status, 200)
      assert.equal(done.body.user.phone, bare(next))
      assert.equal(done.body.user.id, session.user.id)
    })

    test('get errors in the shape they read', async () => {
      const answer = await call(server, 'POST', '/verify', {
        headers: { ...client.headers, ...key() }, body: client.verify(freshNumber(), '000000'),
      })
      assert.equal(answer.status, 403)
      assert.equal(answer.headers.get('x-sb-error-code'), 'otp_expired')
      assert.deepEqual(answer.body, client.headers['X-Supabase-Api-Version']
        ? { code: 'otp_expired', message: 'Token has expired or is invalid' }
        : { code: 403, error_code: 'otp_expired', msg: 'Token has expired or is invalid' })
    })
  })
}

test('a channel that does not exist is refused', async () => {
  const answer = await call(server, 'POST', '/otp', {
    headers: { ...clients.Kotlin.headers, ...key() },
    body: { ...clients.Kotlin.otp(freshNumber()), channel: 'pigeon' },
  })
  assert.equal(answer.status, 400)
  assert.equal(answer.body.error_code, 'validation_failed')
})
