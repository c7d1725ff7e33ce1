// A line to PostgreSQL that can be cut.

import { connect, createServer } from 'node:net'

/** Opens a line to the server of TEST_POSTGRES. */
export async function openLine() {
  const { hostname, port } = new URL(process.env.TEST_POSTGRES)
  const open = new Set()
  let isCut = false
  const line = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(Number(port || 5432), hostname)
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one)
      one.on('error', () => {}) // it is cut
      one.on('close', () => { open.delete(one); other.destroy() })
      one.pipe(other)
    }
  })
  await new Promise((listening) => line.listen(0, '127.0.0.1', listening))
  return {
    /** The address of a database at the end of the line. */
    reach(url) {
      const there = new URL(url)
      there.hostname = '127.0.0.1'
      there.port = line.address().port
      return there.href
    },
    cut() { isCut = true; for (const socket of open) socket.destroy() },
    mend() { isCut = false },
    close() { this.cut(); line.close() },
  }
}
