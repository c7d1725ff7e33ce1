// supabase-js against the JSON API: what apps call after signing in.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { call, newClient, signedIn } from './client.mjs'
import { bare, freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let server
before(async () => { server = await startServer() })
after(() => server.stop())

const held = async (supabase) => (await supabase.auth.getSession()).data.session

/** The error is what auth-js makes of an answer of the API. */
function refused({ error }, status, code) {
  assert.equal(error?.constructor.name, 'AuthApiError')
  assert.equal(error.status, status)
  assert.equal(error.code, code)
}

test('getUser answers the user of the session', async () => {
  const phone = freshNumber()
  const supabase = await signedIn(server, phone)
  const { data: { user }, error } = await supabase.auth.getUser()
  assert.equal(error, null)
  assert.equal(user.phone, bare(phone))
  assert.equal(user.email, '')
  assert.equal(user.role, 'authenticated')
  assert.equal(user.is_anonymous, false)
  assert.deepEqual(user.app_metadata, { provider: 'phone', providers: ['phone'] })
  assert.equal(user.identities[0].provider, 'phone')
  assert.equal(user.identities[0].identity_data.sub, user.id)
  assert.ok(user.phone_confirmed_at && user.confirmed_at)
})

test('the same number signs in as the same user again', async () => {
  const phone = freshNumber()
  const first = await held(await signedIn(server, phone))
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const second = await held(await signedIn(server, phone))
  assert.equal(first.user.id, second.user.id)
  assert.notEqual(first.access_token, second.access_token)
})

test('data given at the first code is the metadata of the user', async () => {
  const phone = freshNumber()
  const supabase = newClient(server)
  await supabase.auth.signInWithOtp({ phone, options: { data: { plan: 'gold' } } })
  const { data } = await supabase.auth.verifyOtp({ phone, token: await server.code(phone), type: 'sms' })
  assert.equal(data.user.user_metadata.plan, 'gold')
  const changed = await supabase.auth.updateUser({ data: { plan: null, seat: '12A' } })
  assert.equal(changed.data.user.user_metadata.plan, undefined)
  assert.equal(changed.data.user.user_metadata.seat, '12A')
})

test('getClaims verifies the token with the published keys alone', async () => {
  const phone = freshNumber()
  const supabase = await signedIn(server, phone)
  const { data, error } = await supabase.auth.getClaims()
  assert.equal(error, null)
  assert.equal(data.header.alg, 'ES256')
  assert.equal(data.claims.phone, bare(phone))
  assert.equal(data.claims.aud, 'authenticated')
  assert.equal(data.claims.iss, `${server.url}/auth/v1`)
  assert.equal(data.claims.exp - data.claims.iat, 3600)
  assert.equal(data.claims.amr[0].method, 'otp')
  const { body } = await call(server, 'GET', '/.well-known/jwks.json')
  assert.deepEqual(body.keys.map((key) => key.d), [undefined])
})

// proves S33
test('refreshSession rotates, and five at once all work', async () => {
  const supabase = await signedIn(server, freshNumber())
  const before = await held(supabase)
  const { data, error } = await supabase.auth.refreshSession()
  assert.equal(error, null)
  assert.notEqual(data.session.refresh_token, before.refresh_token)

  const answers = await Promise.all(Array.from({ length: 5 }, () =>
    call(server, 'POST', '/token?grant_type=refresh_token', { body: { refresh_token: data.session.refresh_token } })))
  assert.deepEqual(answers.map((answer) => answer.status), [200, 200, 200, 200, 200])
})

test('a refresh token that nobody was given is refused', async () => {
  const supabase = newClient(server)
  const answer = await supabase.auth.refreshSession({ refresh_token: 'abcdefghijkl' })
  refused(answer, 400, 'refresh_token_not_found')
})

test('signOut here leaves the other session alone', async () => {
  const phone = freshNumber()
  const one = await signedIn(server, phone)
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const other = await signedIn(server, phone)
  const { access_token } = await held(one)

  assert.equal((await one.auth.signOut({ scope: 'local' })).error, null)
  const gone = await newClient(server).auth.getUser(access_token)
  assert.equal(gone.error.name, 'AuthSessionMissingError') // what auth-js makes of session_not_found
  assert.equal((await other.auth.getUser()).error, null)
})

test('signOut of the others keeps this session, and everywhere ends it', async () => {
  const phone = freshNumber()
  const one = await signedIn(server, phone)
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const other = await signedIn(server, phone)

  assert.equal((await one.auth.signOut({ scope: 'others' })).error, null)
  assert.equal((await one.auth.getUser()).error, null)
  assert.notEqual((await other.auth.getUser()).error, null)

  const { access_token } = await held(one)
  assert.equal((await one.auth.signOut()).error, null)
  const answer = await call(server, 'GET', '/user', { headers: { Authorization: `Bearer ${access_token}` } })
  assert.equal(answer.status, 403)
  assert.equal(answer.body.error_code, 'session_not_found')
})

test('a wrong code, a used code and an unknown number are all otp_expired', async () => {
  const phone = freshNumber()
  const supabase = newClient(server)
  await supabase.auth.signInWithOtp({ phone })
  const code = await server.code(phone)
  const wrong = code === '000000' ? '000001' : '000000'
  refused(await supabase.auth.verifyOtp({ phone, token: wrong, type: 'sms' }), 403, 'otp_expired')
  assert.equal((await supabase.auth.verifyOtp({ phone, token: code, type: 'sms' })).error, null)
  refused(await newClient(server).auth.verifyOtp({ phone, token: code, type: 'sms' }), 403, 'otp_expired')
  refused(await supabase.auth.verifyOtp({ phone: freshNumber(), token: code, type: 'sms' }), 403, 'otp_expired')
})

test('what cannot be a number is validation_failed', async () => {
  for (const phone of ['+1-555-0100', '0701234567', 'ten', '+1234567890123456']) {
    refused(await newClient(server).auth.signInWithOtp({ phone }), 400, 'validation_failed')
  }
})

test('shouldCreateUser false refuses an unknown number', async () => {
  const answer = await newClient(server).auth.signInWithOtp({
    phone: freshNumber(), options: { shouldCreateUser: false },
  })
  refused(answer, 422, 'otp_disabled')
})

test('a number that someone has cannot be taken over by a change', async () => {
  const taken = freshNumber()
  await signedIn(server, taken)
  const supabase = await signedIn(server, freshNumber())
  refused(await supabase.auth.updateUser({ phone: taken }), 422, 'phone_exists')
})

test('a request without a good apikey is refused before anything is done', async () => {
  const phone = freshNumber()
  for (const headers of [{ apikey: '' }, { apikey: 'sb_publishable_wrong' }]) {
    const answer = await call(server, 'POST', '/otp', { headers, body: { phone } })
    assert.equal(answer.status, 401)
  }
  assert.deepEqual(await server.messages(phone), [])
})

// proves S9: neither codes nor whole numbers reach the log outside the inbox line.
test('tokens never reach the log', async () => {
  const supabase = await signedIn(server, freshNumber())
  const { access_token, refresh_token } = await held(supabase)
  await supabase.auth.refreshSession()
  assert.ok(!server.log().includes(access_token))
  assert.ok(!server.log().includes(refresh_token))
  assert.ok(!server.log().includes(server.secretKey) || server.log().split(server.secretKey).length === 2)
})
