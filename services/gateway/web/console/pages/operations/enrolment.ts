/**
 * The code by which a hub on another machine joins, as `cw hub invite` prints
 * it: a key that is good once, made here. The secret half is in the code alone;
 * the hub is told the public one.
 */
import { base64OfBytes, bytesOfBase64 } from '@shared/bytes'

const P = 2n ** 255n - 19n
const A24 = 121_665n
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

const modulo = (n: bigint): bigint => ((n % P) + P) % P

function power(base: bigint, exponent: bigint): bigint {
  let product = 1n
  for (let rest = exponent, square = base; rest > 0n; rest >>= 1n, square = (square * square) % P)
    if (rest & 1n) product = (product * square) % P
  return product
}

const numberOf = (bytes: Uint8Array): bigint => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

/** X25519 of RFC 7748, at its base point. Browsers have their own on "secure" pages only. */
export function publicKeyOf(secret: Uint8Array): Uint8Array<ArrayBuffer> {
  const clamped = Uint8Array.from(secret)
  clamped[0]! &= 248
  clamped[31] = (clamped[31]! & 127) | 64
  const scalar = numberOf(clamped)
  const x = 9n
  let [x2, z2, x3, z3] = [1n, 0n, x, 1n]
  for (let bit = 254n; bit >= 0n; bit--) {
    const isSet = (scalar >> bit) & 1n
    if (isSet) [x2, z2, x3, z3] = [x3, z3, x2, z2]
    const [a, b, c, d] = [x2 + z2, x2 - z2, x3 + z3, x3 - z3]
    const [da, cb, aa, bb] = [modulo(d * a), modulo(c * b), modulo(a * a), modulo(b * b)]
    const e = aa - bb
    x3 = modulo((da + cb) ** 2n)
    z3 = modulo(x * (da - cb) ** 2n)
    x2 = modulo(aa * bb)
    z2 = modulo(e * (aa + A24 * e))
    if (isSet) [x2, z2, x3, z3] = [x3, z3, x2, z2]
  }
  let rest = modulo(x2 * power(modulo(z2), P - 2n))
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(rest & 255n)
    rest >>= 8n
    return byte
  })
}

/** As CURVE keys are written in text: five digits of 85 for four bytes. */
export function z85Of(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 4) {
    const word = bytes.slice(i, i + 4).reduce((sum, byte) => sum * 256 + byte, 0)
    for (let place = 85 ** 4; place >= 1; place /= 85) text += DIGITS[Math.floor(word / place) % 85]!
  }
  return text
}

/** One address for each gateway above, or a name that leads to all. */
export const ENDPOINTS = 'tcp://[^\\s,\\/]+:[0-9]{1,5}(,tcp://[^\\s,\\/]+:[0-9]{1,5}){0,3}'

export interface Once {
  key: string
  code: string
}

/** `serverKey` as the hub's gateway tells it. */
export function newCode(endpoint: string, serverKey: string, hub: string, branch: string): Once {
  const secret = crypto.getRandomValues(new Uint8Array(32))
  const lines = [endpoint, z85Of(bytesOfBase64(serverKey)), z85Of(secret), hub, branch]
  return {
    key: base64OfBytes(publicKeyOf(secret)),
    code: `cwj1.${base64OfBytes(new TextEncoder().encode(`${lines.join('\n')}\n`))}`,
  }
}
