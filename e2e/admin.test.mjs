// supabase-js with the secret key: what servers do to users.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { call, createClient, newClient, signedIn } from './client.mjs'
import { bare, freshNumber } from './people.mjs'
import { startServer } from './server.mjs'

let server, admin
before(async () => {
  server = await startServer({ AUTH_MFA_PHONE_ENROLL_ENABLED: 'true', AUTH_MFA_PHONE_VERIFY_ENABLED: 'true' })
  const { auth } = createClient(server.url, server.secretKey, { auth: { autoRefreshToken: false, persistSession: false } })
  admin = auth.admin
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

const held = async (supabase) => granted(await supabase.auth.getSession()).session

test('createUser makes a user who signs in with the number', async () => {
  const phone = freshNumber()
  const { user } = granted(await admin.createUser({
    phone, phone_confirm: true, user_metadata: { plan: 'gold' }, app_metadata: { tier: 1 },
  }))
  assert.equal(user.phone, bare(phone))
  assert.ok(user.phone_confirmed_at && user.confirmed_at)
  assert.deepEqual(user.app_metadata, { provider: 'phone', providers: ['phone'], tier: 1 })
  assert.equal(user.identities[0].identity_data.phone_verified, true)

  const supabase = await signedIn(server, phone)
  const { user: self } = granted(await supabase.auth.getUser())
  assert.equal(self.id, user.id)
  assert.equal(self.user_metadata.plan, 'gold')
  refused(await admin.createUser({ phone }), 422, 'phone_exists')
  refused(await admin.createUser({}), 400, 'validation_failed')
})

test('listUsers tells the pages, newest first', async () => {
  const total = granted(await admin.listUsers()).total
  const phones = []
  for (let i = 0; i < 3; i++) {
    const phone = freshNumber()
    phones.unshift(bare(phone))
    granted(await admin.createUser({ phone }))
  }
  const first = granted(await admin.listUsers({ page: 1, perPage: 2 }))
  assert.deepEqual(first.users.map((user) => user.phone), phones.slice(0, 2))
  assert.equal(first.total, total + 3)
  assert.equal(first.nextPage, 2)
  assert.equal(first.lastPage, Math.ceil((total + 3) / 2))
  assert.equal(first.aud, 'authenticated')
  const last = granted(await admin.listUsers({ page: first.lastPage, perPage: 2 }))
  assert.equal(last.nextPage, null)
  refused(await admin.listUsers({ page: -1 }), 400, 'validation_failed')
})

test('getUserById finds a user and updateUserById changes it', async () => {
  const { user } = granted(await admin.createUser({ phone: freshNumber() }))
  const moved = freshNumber()
  const changed = granted(await admin.updateUserById(user.id, {
    phone: moved, phone_confirm: true, email: 'ada@example.com', role: 'staff', app_metadata: { tier: 2 },
  }))
  assert.equal(changed.user.phone, bare(moved))
  assert.equal(changed.user.role, 'staff')
  assert.deepEqual([...changed.user.app_metadata.providers].sort(), ['email', 'phone'])
  assert.deepEqual(granted(await admin.getUserById(user.id)).user, changed.user)

  const { user: other } = granted(await admin.createUser({ phone: freshNumber() }))
  refused(await admin.updateUserById(other.id, { phone: moved }), 422, 'phone_exists')
  refused(await admin.getUserById('1f3a0c52-7d42-4a63-9a2e-2f9f4d1c7b10'), 404, 'user_not_found')
})

// proves S34
test('a ban ends the session and keeps the user out until it is lifted', async () => {
  const phone = freshNumber()
  const supabase = await signedIn(server, phone)
  const { user } = await held(supabase)
  granted(await admin.updateUserById(user.id, { ban_duration: '24h' }))
  refused(await supabase.auth.getUser(), 403, 'user_banned')
  refused(await supabase.auth.refreshSession(), 400, 'user_banned')
  granted(await admin.updateUserById(user.id, { ban_duration: 'none' }))
  await new Promise((resolve) => setTimeout(resolve, 1100))
  assert.equal((await held(await signedIn(server, phone))).user.id, user.id)
})

test('deleteUser deletes, and softly leaves a row without a number', async () => {
  const phone = freshNumber()
  const { user } = granted(await admin.createUser({ phone, phone_confirm: true }))
  granted(await admin.deleteUser(user.id, true))
  const { user: erased } = granted(await admin.getUserById(user.id))
  assert.ok(erased.deleted_at)
  assert.equal(erased.email, '')
  assert.notEqual(erased.phone, bare(phone))
  const { user: next } = granted(await admin.createUser({ phone }))
  granted(await admin.deleteUser(next.id))
  refused(await admin.getUserById(next.id), 404, 'user_not_found')
})

// proves S36
test('signOut of an access token ends the sessions of its user', async () => {
  const phone = freshNumber()
  const one = await signedIn(server, phone)
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const other = await signedIn(server, phone)
  const { access_token } = await held(one)
  assert.equal((await admin.signOut(access_token, 'others')).error, null)
  assert.notEqual((await other.auth.getUser()).error, null)
  assert.equal((await one.auth.getUser()).error, null)
  assert.equal((await admin.signOut(access_token, 'global')).error, null)
  assert.notEqual((await one.auth.getUser()).error, null)
})

test('mfa.listFactors and deleteFactor', async () => {
  const supabase = await signedIn(server, freshNumber())
  const { user } = await held(supabase)
  const factor = granted(await supabase.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'app' }))
  const { factors } = granted(await admin.mfa.listFactors({ userId: user.id }))
  assert.deepEqual(factors.map(({ id, status }) => [id, status]), [[factor.id, 'unverified']])
  // auth-js 2.119 hands the answer out in a second "data".
  assert.equal(granted(await admin.mfa.deleteFactor({ userId: user.id, id: factor.id })).data.id, factor.id)
  assert.deepEqual(granted(await admin.mfa.listFactors({ userId: user.id })).factors, [])
})

test('links and invitations by e-mail are not made', async () => {
  refused(await admin.generateLink({ type: 'magiclink', email: 'ada@example.com' }), 400, 'email_provider_disabled')
  refused(await admin.inviteUserByEmail('ada@example.com'), 400, 'email_provider_disabled')
})

test('apps and people are no admins', async () => {
  // The publishable key is no token at all; a person's token is one without the role.
  refused(await newClient(server).auth.admin.listUsers(), 403, 'bad_jwt')
  const { access_token } = await held(await signedIn(server, freshNumber()))
  const answer = await call(server, 'GET', '/admin/users', { headers: { Authorization: `Bearer ${access_token}` } })
  assert.equal(answer.status, 403)
  assert.equal(answer.body.error_code, 'not_admin')
})
