// The whole app: one supabase-js client, one page with two states.

const $ = (id) => document.getElementById(id)

// The key comes from the command line (config.js) or, once, from the person.
const key = window.settings.key || localStorage.getItem('publishable-key')

if (key) {
  start(window.supabase.createClient(window.settings.url, key, { auth: { flowType: 'pkce' } }))
} else {
  $('set-key').hidden = false
  $('set-key').addEventListener('submit', () => localStorage.setItem('publishable-key', $('key').value))
}

function start(client) {
  // Fires at once with what is stored, and again when the hosted pages return
  // here with ?code=…, which supabase-js exchanges by itself.
  client.auth.onAuthStateChange((_event, session) => show(session))

  $('hosted').addEventListener('click', () => attempt(() =>
    client.auth.signInWithOAuth({ provider: 'phone', options: { redirectTo: location.origin } })))

  on('send', async () => {
    await attempt(() => client.auth.signInWithOtp({ phone: $('phone').value }))
    $('verify').hidden = $('problem').textContent !== ''
  })

  on('verify', () => attempt(() =>
    client.auth.verifyOtp({ phone: $('phone').value, token: $('code').value, type: 'sms' })))

  $('sign-out').addEventListener('click', () => attempt(() => client.auth.signOut({ scope: 'local' })))
}

function show(session) {
  $('signed-out').hidden = session !== null
  $('signed-in').hidden = session === null
  $('verify').hidden = true
  $('who').textContent = session ? '+' + session.user.phone : ''
  $('user').textContent = session ? JSON.stringify(session.user, null, 2) : ''
}

// attempt calls the API and shows what it says when it refuses.
async function attempt(call) {
  $('problem').textContent = ''
  const { error } = await call()
  if (error) $('problem').textContent = error.message
}

function on(form, submit) {
  $(form).addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
}
