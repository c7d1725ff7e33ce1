// A way to a Postgres server that can be cut, as if the server had stopped.

import { connect, createServer } from 'node:net'

/**
 * Stands before the server of a database's URL.
 * @returns {Promise<{url: string, cut: () => Promise<void>, mend: () => Promise<void>}>}
 */
export async function cuttable(address) {
  const url = new URL(address)
  const behind = { host: url.hostname, port: Number(url.port || 5432) }
  const open = new Set()
  let port = 0
  let listener
  const mend = async () => {
    listener = createServer((incoming) => {
      const outgoing = connect(behind)
      for (const [one, other] of [[incoming, outgoing], [outgoing, incoming]]) {
        open.add(one)
        one.pipe(other)
        one.on('error', () => {}) // it was cut
        one.on('close', () => { open.delete(one); other.destroy() })
      }
    })
    await new Promise((listening) => listener.listen(port, '127.0.0.1', listening))
    port = listener.address().port
  }
  const cut = async () => {
    const closed = new Promise((done) => listener.close(done))
    for (const one of open) one.destroy()
    await closed
  }
  await mend()
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return { url: url.href, cut, mend }
}
