// supabase-js with second factors: numbers and authenticator apps.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { newClient, signedIn } from './client.mjs'
import { bare, freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let server
before(async () => {
  server = await startServer({ AUTH_MFA_PHONE_ENROLL_ENABLED: 'true', AUTH_MFA_PHONE_VERIFY_ENABLED: 'true' })
})
after(() => server.stop())

/** The error is what auth-js makes of an answer of the API. */
function refused({ error }, status, code) {
  assert.equal(error?.constructor.name, 'AuthApiError')
  assert.equal(error.status, status)
  assert.equal(error.code, code)
}

/** What an answer holds, which must be no refusal. */
function granted({ data, error }) {
  assert.equal(error, null)
  return data
}

/** An authenticator app: the code of a secret, by RFC 6238. */
function appCode(secret, at = Date.now()) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)))
  const mac = createHmac('sha1', key).update(step).digest()
  const n = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff
  return String(n % 1_000_000).padStart(6, '0')
}

const level = async (supabase) => granted(await supabase.auth.mfa.getAuthenticatorAssuranceLevel())

test('an authenticator app raises the session to aal2', async () => {
  const phone = freshNumber()
  const supabase = await signedIn(server, phone)
  assert.equal((await level(supabase)).nextLevel, 'aal1')
  const events = []
  supabase.auth.onAuthStateChange((event) => events.push(event))

  const factor = granted(await supabase.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'app', issuer: 'Example' }))
  assert.equal(factor.type, 'totp')
  assert.ok(factor.totp.qr_code.startsWith('data:image/svg+xml;utf-8,<svg'))
  assert.ok(factor.totp.uri.startsWith('otpauth://totp/Example:'))
  const listed = granted(await supabase.auth.mfa.listFactors())
  assert.deepEqual(listed.all.map(({ id, status }) => [id, status]), [[factor.id, 'unverified']])
  assert.deepEqual(listed.totp, [])

  refused(await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code: 'wrong' }), 422, 'mfa_verification_failed')
  const code = appCode(factor.totp.secret)
  const session = granted(await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code }))
  assert.equal(session.token_type, 'bearer')
  assert.ok(events.includes('MFA_CHALLENGE_VERIFIED'))
  const now = await level(supabase)
  assert.equal(now.currentLevel, 'aal2')
  assert.deepEqual(now.currentAuthenticationMethods.map(({ method }) => method), ['totp', 'otp'])
  assert.equal(granted(await supabase.auth.mfa.listFactors()).totp[0].friendly_name, 'app')
  refused(await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code }), 422, 'mfa_verification_failed')

  granted(await supabase.auth.refreshSession())
  assert.equal((await level(supabase)).currentLevel, 'aal2')
})

test('a number raises the session to aal2', async () => {
  const supabase = await signedIn(server, freshNumber())
  const second = freshNumber()
  const factor = granted(await supabase.auth.mfa.enroll({ factorType: 'phone', phone: second, friendlyName: 'second' }))
  assert.equal(factor.phone, second)
  const challenge = granted(await supabase.auth.mfa.challenge({ factorId: factor.id, channel: 'sms' }))
  assert.equal(challenge.type, 'phone')
  assert.ok(challenge.expires_at > Date.now() / 1000)
  granted(await supabase.auth.mfa.verify({
    factorId: factor.id, challengeId: challenge.id, code: await server.code(second),
  }))
  assert.deepEqual((await level(supabase)).currentAuthenticationMethods.map(({ method }) => method), ['mfa/phone', 'otp'])
  const [listed] = granted(await supabase.auth.mfa.listFactors()).phone
  assert.equal(listed.phone, bare(second))
})

test('a new sign-in knows of the factor and may not go around it', async () => {
  const phone = freshNumber()
  const first = await signedIn(server, phone)
  const factor = granted(await first.auth.mfa.enroll({ factorType: 'totp' }))
  granted(await first.auth.mfa.challengeAndVerify({ factorId: factor.id, code: appCode(factor.totp.secret) }))
  await new Promise((resolve) => setTimeout(resolve, 1100))

  const supabase = await signedIn(server, phone)
  const { currentLevel, nextLevel } = await level(supabase)
  assert.deepEqual([currentLevel, nextLevel], ['aal1', 'aal2'])
  refused(await supabase.auth.updateUser({ phone: freshNumber() }), 401, 'insufficient_aal')
  refused(await supabase.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'mine' }), 403, 'insufficient_aal')
  refused(await supabase.auth.mfa.unenroll({ factorId: factor.id }), 422, 'insufficient_aal')

  const next = appCode(factor.totp.secret, Date.now() + 30000) // the clock of the app is ahead
  granted(await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code: next }))
  assert.equal(granted(await supabase.auth.mfa.unenroll({ factorId: factor.id })).id, factor.id)
  granted(await supabase.auth.refreshSession())
  assert.equal((await level(supabase)).currentLevel, 'aal1')
  assert.deepEqual(granted(await supabase.auth.mfa.listFactors()).all, [])
})

test('the two halves of a challenge belong together', async () => {
  const supabase = await signedIn(server, freshNumber())
  const factor = granted(await supabase.auth.mfa.enroll({ factorType: 'totp' }))
  const stranger = await signedIn(server, freshNumber())
  const other = granted(await stranger.auth.mfa.enroll({ factorType: 'totp' }))
  refused(await supabase.auth.mfa.challenge({ factorId: other.id }), 404, 'mfa_factor_not_found')
  const challenge = granted(await stranger.auth.mfa.challenge({ factorId: other.id }))
  refused(await supabase.auth.mfa.verify({
    factorId: factor.id, challengeId: challenge.id, code: appCode(factor.totp.secret),
  }), 422, 'mfa_factor_not_found')
  const nobody = await newClient(server).auth.mfa.enroll({ factorType: 'totp' })
  assert.notEqual(nobody.error, null)
})
