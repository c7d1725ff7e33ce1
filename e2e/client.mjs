// supabase-js and plain requests against a started server.

// The client makes a realtime connection object at once, which wants WebSocket;
// Node has one from version 22 on, and no test opens it.
globalThis.WebSocket ??= class {}

const { createClient } = await import('@supabase/supabase-js')

export { createClient }

/** A client without stored state. */
export function newClient(server, auth = {}) {
  return createClient(server.url, server.key, { auth: { autoRefreshToken: false, ...auth } })
}

/** A client that is signed in as a number. */
export async function signedIn(server, number, auth = {}) {
  const supabase = newClient(server, auth)
  const sent = await supabase.auth.signInWithOtp({ phone: number })
  if (sent.error) throw sent.error
  const { error } = await supabase.auth.verifyOtp({
    phone: number, token: await server.code(number), type: 'sms',
  })
  if (error) throw error
  return supabase
}

/**
 * Sends one request to the JSON API.
 * @returns {Promise<{status: number, headers: Headers, body: any}>}
 */
export async function call(server, method, path, { body, headers } = {}) {
  const answer = await fetch(`${server.url}/auth/v1${path}`, {
    method,
    headers: { apikey: server.key, 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: 'manual',
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null }
}
