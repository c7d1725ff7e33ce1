// Every method of supabase-js that users of a phone login have, in the newest
// version and in 2.39, which speaks the older form of errors.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { call, createClient } from './client.mjs'
import { bare, freshNumber } from './people.mjs'
import { startServer } from './server.mjs'
import { totp } from './totp.mjs'

const versions = [
  { version: '2.119', newest: true, make: createClient },
  { version: '2.39', newest: false, make: (await import('supabase-js-2.39')).createClient },
]

let server
before(async () => {
  server = await startServer({
    AUTH_ENABLE_ANONYMOUS_SIGN_INS: 'true',
    AUTH_MFA_PHONE_ENROLL_ENABLED: 'true',
    AUTH_MFA_PHONE_VERIFY_ENABLED: 'true',
    AUTH_MFA_PHONE_MAX_FREQUENCY: '1s',
  })
})
after(() => server.stop())

for (const { version, newest, make } of versions) {
  describe(`supabase-js ${version}`, () => {
    const client = (key = server.key) =>
      make(server.url, key, { auth: { autoRefreshToken: false, persistSession: false } }).auth

    /** Signs a number in and gives its client. */
    async function signedIn(phone) {
      const auth = client()
      fine(await auth.signInWithOtp({ phone }))
      fine(await auth.verifyOtp({ phone, token: await server.code(phone), type: 'sms' }))
      return auth
    }

    /** Checks an error as this version shows it: 2.39 knows no codes. */
    function refused({ error }, status, code, name = 'AuthApiError') {
      assert.equal(error?.name, name)
      assert.equal(error.status, status)
      if (newest) assert.equal(error.code, code)
    }

    function fine({ data, error }) {
      assert.equal(error, null)
      return data
    }

    /** 2.39 has no method for it. */
    async function anonymously(auth) {
      if (newest) return fine(await auth.signInAnonymously())
      const { body } = await call(server, 'POST', '/signup', { body: {} })
      return fine(await auth.setSession(body))
    }

    test('signs in, reads the user, refreshes, sets the session elsewhere', async () => {
      const phone = freshNumber()
      const auth = await signedIn(phone)
      assert.equal(fine(await auth.getUser()).user.phone, bare(phone))
      const { session } = fine(await auth.refreshSession())
      const elsewhere = client()
      fine(await elsewhere.setSession({ access_token: session.access_token, refresh_token: session.refresh_token }))
      assert.equal(fine(await elsewhere.getUser()).user.phone, bare(phone))
    })

    test('changes metadata and the number', async () => {
      const auth = await signedIn(freshNumber())
      assert.equal(fine(await auth.updateUser({ data: { seat: '12A' } })).user.user_metadata.seat, '12A')
      const phone = freshNumber()
      assert.equal(fine(await auth.updateUser({ phone })).user.new_phone, bare(phone))
      const { user } = fine(await auth.verifyOtp({ phone, token: await server.code(phone), type: 'phone_change' }))
      assert.equal(user.phone, bare(phone))
    })

    test('signs up with a password, sends the code again, signs in with it', async () => {
      const phone = freshNumber()
      const auth = client()
      const up = fine(await auth.signUp({ phone, password: 'correct-horse', options: { data: { a: 1 } } }))
      assert.equal(up.session, null)
      refused(await auth.signInWithPassword({ phone, password: 'correct-horse' }), 400, 'phone_not_confirmed')
      await pause(1100)
      fine(await auth.resend({ type: 'sms', phone }))
      const { user } = fine(await auth.verifyOtp({ phone, token: await server.code(phone), type: 'sms' }))
      assert.equal(user.id, up.user.id)
      assert.equal(user.user_metadata.a, 1)
      refused(await auth.signInWithPassword({ phone, password: 'wrong-horse' }), 400, 'invalid_credentials')
      assert.equal(fine(await auth.signInWithPassword({ phone, password: 'correct-horse' })).user.id, up.user.id)

      const again = fine(await client().signUp({ phone, password: 'other-horse' }))
      assert.deepEqual(again.user.identities, [])
      assert.notEqual(again.user.id, up.user.id)
    })

    test('hears why a password is weak', async () => {
      const answer = await client().signUp({ phone: freshNumber(), password: 'abc' })
      refused(answer, 422, 'weak_password', newest ? 'AuthWeakPasswordError' : answer.error.name)
      assert.deepEqual(answer.error.reasons, ['length'])
    })

    test('reauthenticates and changes the password', async () => {
      const phone = freshNumber()
      const auth = await signedIn(phone)
      await pause(1100)
      fine(await auth.reauthenticate())
      fine(await auth.updateUser({ password: 'better-horse', nonce: await server.code(phone) }))
      fine(await client().signInWithPassword({ phone, password: 'better-horse' }))
      refused(await auth.updateUser({ password: 'better-horse' }), 422, 'same_password')
    })

    test('an anonymous user becomes one with a number and stays the same', async () => {
      const auth = client()
      const { user } = await anonymously(auth)
      assert.equal(user.is_anonymous, true)
      const phone = freshNumber()
      fine(await auth.updateUser({ phone }))
      const known = fine(await auth.verifyOtp({ phone, token: await server.code(phone), type: 'phone_change' }))
      assert.equal(known.user.id, user.id)
      assert.equal(known.user.is_anonymous, false)
    })

    test('adds an authenticator app, uses it, removes it', async () => {
      const auth = await signedIn(freshNumber())
      const { id, totp: app } = fine(await auth.mfa.enroll({ factorType: 'totp', friendlyName: 'app' }))
      assert.match(app.qr_code, /^data:image\/svg\+xml/)
      const challenge = fine(await auth.mfa.challenge({ factorId: id }))
      refused(await auth.mfa.verify({ factorId: id, challengeId: challenge.id, code: 'aaaaaa' }), 422, 'mfa_verification_failed')
      fine(await auth.mfa.verify({ factorId: id, challengeId: challenge.id, code: totp(app.secret) }))
      const level = fine(await auth.mfa.getAuthenticatorAssuranceLevel())
      assert.deepEqual([level.currentLevel, level.nextLevel], ['aal2', 'aal2'])
      assert.equal(fine(await auth.mfa.listFactors()).totp.length, 1)
      assert.equal(fine(await auth.mfa.unenroll({ factorId: id })).id, id)
      assert.equal(fine(await auth.mfa.listFactors()).all.length, 0)
    })

    if (newest) test('adds a second number as a factor', async () => {
      const auth = await signedIn(freshNumber())
      const phone = freshNumber()
      const { id } = fine(await auth.mfa.enroll({ factorType: 'phone', phone, friendlyName: 'second' }))
      const challenge = fine(await auth.mfa.challenge({ factorId: id, channel: 'sms' }))
      fine(await auth.mfa.verify({ factorId: id, challengeId: challenge.id, code: await server.code(phone) }))
      assert.equal(fine(await auth.mfa.getAuthenticatorAssuranceLevel()).currentLevel, 'aal2')
      assert.equal(fine(await auth.mfa.listFactors()).phone.length, 1)
    })

    test('lists identities and may not remove the only one', async () => {
      const auth = await signedIn(freshNumber())
      const { identities } = fine(await auth.getUserIdentities())
      assert.equal(identities.length, 1)
      const { error } = await auth.unlinkIdentity(identities[0])
      assert.ok([404, 422].includes(error.status))
    })

    test('administers users', async () => {
      const { admin } = client(server.secretKey)
      const phone = freshNumber()
      const { user } = fine(await admin.createUser({ phone, phone_confirm: true, user_metadata: { k: 'v' } }))
      assert.equal(user.phone, bare(phone))
      assert.equal(fine(await admin.getUserById(user.id)).user.user_metadata.k, 'v')
      refused(await admin.createUser({ phone, phone_confirm: true }), 422, 'phone_exists')
      const list = fine(await admin.listUsers({ page: 1, perPage: 1 }))
      assert.equal(list.users[0].id, user.id) // newest first
      assert.equal(list.nextPage, 2)
      assert.ok(list.lastPage >= 2 && list.total >= 2)
      const changed = fine(await admin.updateUserById(user.id, { app_metadata: { tier: 1 }, ban_duration: '24h' }))
      assert.equal(changed.user.app_metadata.tier, 1)
      assert.ok(changed.user.banned_until)
      fine(await admin.updateUserById(user.id, { ban_duration: 'none' }))

      const { session } = fine(await (await signedIn(freshNumber())).getSession())
      assert.equal((await admin.signOut(session.access_token)).error, null)
      assert.notEqual((await client().getUser(session.access_token)).error, null)

      fine(await admin.deleteUser(user.id))
      refused(await admin.getUserById(user.id), 404, 'user_not_found')
      refused(await (await signedIn(freshNumber())).admin.listUsers(), 403, 'bad_jwt') // an app's key is no admin's token
    })

    test('signs out here, elsewhere and everywhere', async () => {
      const phone = freshNumber()
      const one = await signedIn(phone)
      await pause(1100)
      const other = await signedIn(phone)
      assert.equal((await one.signOut({ scope: 'others' })).error, null)
      assert.notEqual((await other.getUser()).error, null)
      fine(await one.getUser())
      assert.equal((await one.signOut()).error, null)
      assert.equal((await one.signOut()).error, null) // a second time is no error
    })

    test('what is not for phones is refused as a server without it does', async () => {
      refused(await client().signInWithOtp({ email: 'a@example.com' }), 400, 'email_provider_disabled')
      refused(await client().signInWithPassword({ email: 'a@example.com', password: 'correct-horse' }), 422, 'email_provider_disabled')
      refused(await client().signInWithSSO({ domain: 'example.com' }), 404, 'saml_provider_disabled')
    })

    if (newest) test('claims are verified without asking', async () => {
      const auth = await signedIn(freshNumber())
      const { claims } = fine(await auth.getClaims())
      assert.equal(claims.aal, 'aal1')
      assert.equal(claims.is_anonymous, false)
    })
  })
}
