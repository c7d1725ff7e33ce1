// supabase-js where answers get lost, come late or are typed oddly, and with a hook
// of the operator's that misbehaves.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { call, createClient, newClient, signedIn } from './client.mjs'
import { freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let server, admin
before(async () => {
  server = await startServer()
  admin = createClient(server.url, server.secretKey, { auth: { autoRefreshToken: false, persistSession: false } }).auth.admin
})
after(() => server.stop())

/** The error is what auth-js makes of an answer of the API. */
function refused({ error }, status, code) {
  assert.equal(error?.constructor.name, 'AuthApiError')
  assert.equal(error.status, status)
  assert.equal(error.code, code)
}

test('resend sends the code of a login again, and says when it is too soon', async () => {
  const phone = freshNumber()
  const supabase = newClient(server)
  assert.equal((await supabase.auth.signInWithOtp({ phone })).error, null)
  const soon = await call(server, 'POST', '/resend', { body: { type: 'sms', phone } })
  assert.equal(soon.status, 429)
  assert.equal(soon.headers.get('retry-after'), '1')
  refused(await supabase.auth.resend({ type: 'sms', phone }), 429, 'over_sms_send_rate_limit')
  await pause(1100)
  assert.equal((await supabase.auth.resend({ type: 'sms', phone })).error, null)
  const sent = await server.messages(phone)
  assert.equal(sent.length, 2)
  assert.equal(sent[0].code, sent[1].code)
  assert.equal((await supabase.auth.verifyOtp({ phone, token: sent[0].code, type: 'sms' })).error, null)

  await pause(2100) // nobody waits for a code now
  assert.equal((await supabase.auth.resend({ type: 'sms', phone })).error, null)
  assert.equal((await server.messages(phone)).length, 2)
})

test('verifyOtp takes a code as people type it, and what is none is no try', async () => {
  const phone = freshNumber()
  const supabase = newClient(server)
  await supabase.auth.signInWithOtp({ phone })
  const code = await server.code(phone)
  for (const token of [code.slice(1), `${code}0`, 'O' + code.slice(1), 'abcdef', '12 34', code.slice(0, 5)]) {
    refused(await supabase.auth.verifyOtp({ phone, token, type: 'sms' }), 403, 'otp_expired')
  }
  const arabic = [...code].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join('')
  const { error } = await supabase.auth.verifyOtp({ phone, token: ` ${arabic.slice(0, 3)}-${arabic.slice(3)} `, type: 'sms' })
  assert.equal(error, null)
})

test('a ban is told at a refresh, and no session comes back after it', async () => {
  const phone = freshNumber()
  const supabase = await signedIn(server, phone)
  const { session } = (await supabase.auth.getSession()).data
  await admin.updateUserById(session.user.id, { ban_duration: '24h' })
  refused(await newClient(server).auth.refreshSession(session), 400, 'user_banned')
  refused(await newClient(server).auth.getUser(session.access_token), 403, 'user_banned')
  await admin.updateUserById(session.user.id, { ban_duration: 'none' })
  refused(await newClient(server).auth.refreshSession(session), 400, 'refresh_token_not_found')
  await pause(1100)
  const again = await signedIn(server, phone)
  assert.equal((await again.auth.getUser()).data.user.id, session.user.id)
})

test('a code that a send_sms hook may have sent is good', async () => {
  let asked, answer
  const hook = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => { body += part })
    request.on('end', () => {
      asked = JSON.parse(body)
      response.writeHead(answer.status, { 'Content-Type': answer.type }).end(answer.body)
    })
  })
  await new Promise((listening) => hook.listen(0, '127.0.0.1', listening))
  const hooked = await startServer({
    AUTH_HOOK_SEND_SMS_ENABLED: 'true', AUTH_HOOK_SEND_SMS_URI: `http://127.0.0.1:${hook.address().port}/`,
  })
  try {
    for (const one of [
      { status: 201, type: 'application/json', body: '{}' },
      { status: 500, type: 'text/plain', body: 'no' },
      { status: 200, type: 'text/html', body: '<p>Sent' },
    ]) {
      answer = one
      const phone = freshNumber()
      const supabase = newClient(hooked)
      assert.notEqual((await supabase.auth.signInWithOtp({ phone })).error, null)
      const { error } = await supabase.auth.verifyOtp({ phone, token: asked.sms.otp, type: 'sms' })
      assert.equal(error, null, `after ${one.status} ${one.type}`)
      assert.equal((await hooked.messages(phone))[0].code, asked.sms.otp) // the inbox shows it too
    }
    answer = { status: 422, type: 'application/json', body: '{"error":{"http_code":402,"message":"no credit"}}' }
    const { error } = await newClient(hooked).auth.signInWithOtp({ phone: freshNumber() })
    assert.equal(error.status, 402)
    assert.equal(error.message, 'no credit')

    answer = { status: 200, type: 'application/json', body: '{}' }
    const old = freshNumber(), wanted = freshNumber()
    const supabase = newClient(hooked)
    await supabase.auth.signInWithOtp({ phone: old })
    await supabase.auth.verifyOtp({ phone: old, token: asked.sms.otp, type: 'sms' })
    assert.equal((await supabase.auth.updateUser({ phone: wanted })).error, null)
    assert.deepEqual([asked.user.phone, asked.user.new_phone, asked.sms.phone], [old.slice(1), wanted.slice(1), wanted.slice(1)])
  } finally {
    await hooked.stop()
    hook.close()
  }
})
