// A relying app with an origin of its own: one page that loads the browser
// bundle of supabase-js, so that CORS is met for real.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { freePort } from './server.mjs'

const bundle = new URL('node_modules/@supabase/supabase-js/dist/umd/supabase.js', import.meta.url)

/** Serves the app until the test ends. The settings come with startApp's caller. */
export async function startApp(t) {
  const port = await freePort()
  const app = { url: `http://localhost:${port}`, settings: {}, calls: [] }
  const script = await readFile(bundle)
  const server = createServer((request, response) => {
    app.calls.push(request.url)
    if (request.url === '/supabase.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script)
    } else {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(page(app.settings))
    }
  })
  await new Promise((listening) => server.listen(port, '127.0.0.1', listening))
  t.after(() => server.close())
  return app
}

function page({ url, key, flowType }) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>App</title>
<link rel="icon" href="data:,">
<script src="/supabase.js"></script>
<body><script>
  window.client = supabase.createClient(${JSON.stringify(url)}, ${JSON.stringify(key)},
    { auth: { flowType: ${JSON.stringify(flowType ?? 'pkce')} } })
</script></body></html>`
}
