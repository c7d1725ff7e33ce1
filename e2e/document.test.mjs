// Every snippet of the phone login document that this machine can run.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newClient, signedIn } from './client.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'
import { runCurl, runModule, runWith } from './snippets.mjs'

const number = '+13334445555' // the document's own

// Each test has a server of its own: all snippets use one number.
function withServer(name, body) {
  test(name, async (t) => {
    const server = await startServer()
    t.after(() => server.stop())
    await body(server, t)
  })
}

withServer('signInWithOtp sends a code and verifyOtp takes it, with and without the plus sign', async (server) => {
  const sent = await runModule('sign-in.js', server, { names: 'data, error' })
  assert.equal(sent.error, null)
  assert.equal(sent.data.session, null)
  assert.equal(sent.data.user, null)

  const code = await server.code(number)
  assert.match(code, /^\d{6}$/)
  const { session, error } = await runModule('verify.js', server, { code, names: 'session, error' })
  assert.equal(error, null)
  assert.equal(session.user.phone, '13334445555')
  assert.equal(session.token_type, 'bearer')
  assert.equal(session.expires_in, 3600)
})

withServer('curl asks for a code and verifies it', async (server) => {
  const sent = await runCurl('otp.sh', server)
  assert.equal(sent.status, 200)
  assert.deepEqual({ ...sent.body, message_id: '' }, { message_id: '' })

  const { status, body } = await runCurl('verify.sh', server, await server.code(number))
  assert.equal(status, 200)
  // "a valid session like": these four members, filled in.
  assert.match(body.access_token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
  assert.equal(body.token_type, 'bearer')
  assert.equal(body.expires_in, 3600)
  assert.ok(body.refresh_token.length >= 12)
  assert.ok(Math.abs(body.expires_at - Date.now() / 1000 - 3600) < 30)
})

withServer('curl with a wrong code is told otp_expired', async (server) => {
  await runCurl('otp.sh', server)
  const right = await server.code(number)
  const wrong = right === '000000' ? '000001' : '000000'
  const { status, body } = await runCurl('verify.sh', server, wrong)
  assert.equal(status, 403)
  assert.deepEqual(body, { code: 403, error_code: 'otp_expired', msg: 'Token has expired or is invalid' })
})

withServer('updateUser asks for a change of number and verifyOtp phone_change makes it', async (server) => {
  const supabase = await signedIn(server, number)
  const { data: { user: before } } = await supabase.auth.getUser()

  const asked = await runWith(supabase, 'change.js') // phone: '123456789'
  assert.equal(asked.error, null)
  assert.equal(asked.data.user.phone, '13334445555')
  assert.equal(asked.data.user.new_phone, '123456789')

  const { data, error } = await supabase.auth.verifyOtp({
    phone: '123456789', token: await server.code('+123456789'), type: 'phone_change',
  })
  assert.equal(error, null)
  assert.equal(data.user.id, before.id)
  assert.equal(data.user.phone, '123456789')
  assert.ok(data.session.access_token)
})

withServer('a code is asked for once in a period and expires after its validity', async (server, t) => {
  const slow = await startServer({ AUTH_RATE_LIMITS_OTP_PERIOD: '60s', AUTH_RATE_LIMITS_OTP_VALIDITY: '2s' })
  t.after(() => slow.stop())
  const supabase = newClient(slow)
  const phone = freshNumber()

  assert.equal((await supabase.auth.signInWithOtp({ phone })).error, null)
  const again = await supabase.auth.signInWithOtp({ phone })
  assert.equal(again.error.status, 429)
  assert.equal(again.error.code, 'over_sms_send_rate_limit')
  assert.match(again.error.message, /^For security purposes, you can only request this after \d+ seconds\.$/)

  const token = await slow.code(phone)
  await new Promise((resolve) => setTimeout(resolve, 2200))
  const late = await supabase.auth.verifyOtp({ phone, token, type: 'sms' })
  assert.equal(late.error.code, 'otp_expired')
})
