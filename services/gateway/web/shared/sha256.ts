/**
 * SHA-256, in hexadecimal. The browser's own is there only on "secure" pages,
 * and a hub in a hall is often reached by its plain address.
 */
const WORDS = 64

function fractions(): { first: Uint32Array; rounds: Uint32Array } {
  const first = new Uint32Array(8)
  const rounds = new Uint32Array(WORDS)
  const whole = 2 ** 32
  let found = 0
  for (let n = 2; found < WORDS; n++) {
    let isPrime = true
    for (let by = 2; by * by <= n; by++) if (n % by === 0) isPrime = false
    if (!isPrime) continue
    if (found < 8) first[found] = ((n ** (1 / 2)) % 1) * whole
    rounds[found++] = ((n ** (1 / 3)) % 1) * whole
  }
  return { first, rounds }
}

const { first, rounds } = fractions()

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

function padded(bytes: Uint8Array): DataView {
  const size = Math.ceil((bytes.length + 9) / 64) * 64
  const whole = new Uint8Array(size)
  whole.set(bytes)
  whole[bytes.length] = 0x80
  const view = new DataView(whole.buffer)
  view.setUint32(size - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(size - 4, (bytes.length * 8) >>> 0)
  return view
}

function mixBlock(state: Uint32Array, w: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < WORDS; i++) {
    const one = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
    const in1 = (h + one + ((e & f) ^ (~e & g)) + (rounds[i] ?? 0) + (w[i] ?? 0)) | 0
    const two = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
    const in2 = (two + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + in1) | 0
    d = c
    c = b
    b = a
    a = (in1 + in2) | 0
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + word
}

export function sha256(bytes: Uint8Array): string {
  const view = padded(bytes)
  const state = first.slice()
  const w = new Uint32Array(WORDS)
  const at = (i: number): number => w[i] ?? 0
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(block + i * 4)
    for (let i = 16; i < WORDS; i++) {
      const s0 = turn(at(i - 15), 7) ^ turn(at(i - 15), 18) ^ (at(i - 15) >>> 3)
      const s1 = turn(at(i - 2), 17) ^ turn(at(i - 2), 19) ^ (at(i - 2) >>> 10)
      w[i] = at(i - 16) + s0 + at(i - 7) + s1
    }
    mixBlock(state, w)
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('')
}
