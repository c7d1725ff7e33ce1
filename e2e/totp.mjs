// What an authenticator app shows (RFC 6238: SHA-1, six digits, 30 seconds).

import { createHmac } from 'node:crypto'

/** The code of a secret, written in base32, at a time in milliseconds. */
export function totp(secret, time = Date.now()) {
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)))
  const sum = createHmac('sha1', bytes(secret)).update(step).digest()
  const at = sum[19] & 15
  return String((sum.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

function bytes(base32) {
  const bits = [...base32].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}
