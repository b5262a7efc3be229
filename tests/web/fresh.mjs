/** A new hub of its own, as `cw init` makes it: empty, and with one administrator. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const bin = process.env.CW_BIN ?? join(root, 'build/release/bin')
const READY_MS = 60_000

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}

async function isReady(at) {
  try {
    return (await fetch(`${at}/v1/hubs`)).ok
  } catch {
    return false
  }
}

/**
 * `start` and `stop` it; `bury` leaves two events that grants could not apply, and `lose`
 * what a restore of fundraising did not bring back, while it is down; `giveMany` has a fund given to so often.
 */
export async function freshHub(hub) {
  const data = mkdtempSync(join(tmpdir(), 'cw-fresh-'))
  const port = await freePort()
  const at = `http://127.0.0.1:${port}`
  const env = {
    ...process.env, CW_DATA: data, CW_HTTP_PORT: String(port), CW_LOG: 'warn',
    CW_LINKS_ENDPOINT: `tcp://127.0.0.1:${await freePort()}`,
  }
  delete env.CW_CLOCK_FILE
  const made = spawnSync(join(bin, 'cw'), ['init', hub, '--admin', 'chief'], { env, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  let up

  async function start() {
    up = spawn(join(bin, 'cw'), ['up'], { env, stdio: 'ignore' })
    for (const end = Date.now() + READY_MS; !(await isReady(at));) {
      if (up.exitCode !== null || Date.now() > end) throw new Error('the new hub does not start')
      await new Promise((done) => setTimeout(done, 200))
    }
  }

  async function stop() {
    const ended = new Promise((done) => up.once('exit', done))
    up.kill('SIGTERM')
    await ended
  }

  function python(script, ...words) {
    const done = spawnSync('/usr/bin/python3', ['-B', join(root, 'tests', script), data, hub, ...words], { encoding: 'utf8' })
    if (done.status !== 0) throw new Error(done.stderr)
  }

  await start()
  return {
    at, start, stop,
    bury: () => python('flow/letters.py'),
    lose: () => python('flow/losses.py'),
    giveMany: (token, fund, count) => python('web/gifts.py', token, fund, String(count)),
    token: readFileSync(join(data, `keys/${hub}-admin-token`), 'utf8').trim(),
    async end() {
      await stop()
      rmSync(data, { recursive: true })
    },
  }
}
