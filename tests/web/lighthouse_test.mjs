/** What a phone on a slow line makes of the portal. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { base, FLAGS } from './browser.mjs'

const lighthouse = resolve(import.meta.dirname, '../../build/packages/node_modules/.bin/lighthouse')

async function scores(path) {
  const { stdout } = await promisify(execFile)(
    lighthouse,
    [
      base + path, '--output=json', '--quiet', '--form-factor=mobile',
      '--only-categories=performance,accessibility,best-practices,seo',
      `--chrome-flags=--headless=new ${FLAGS.join(' ')}`,
    ],
    { env: { ...process.env, CHROME_PATH: '/usr/bin/chromium' }, maxBuffer: 64 * 1024 * 1024 },
  )
  const { categories, audits } = JSON.parse(stdout)
  const found = Object.fromEntries(Object.entries(categories).map(([name, { score }]) => [name, score]))
  return { ...found, paint: audits['largest-contentful-paint'].displayValue, shift: audits['cumulative-layout-shift'].displayValue, failed: Object.values(audits).filter((a) => a.score !== null && a.score < 0.9 && a.scoreDisplayMode === 'binary').map((a) => a.id) }
}

/** NO_NAVSTART: a browser just started had no trace of the page yet. */
const untraced = (error) => {
  if (!error.stderr?.includes('NO_NAVSTART')) throw error
  return { performance: 0 }
}

/** The best of five: what else the machine does only ever makes a page slower. */
async function bestScores(path) {
  let best = { performance: 0 }
  for (let run = 0; run < 5 && best.performance < 0.95; run++) {
    const found = await scores(path).catch(untraced)
    console.log(path, JSON.stringify(found))
    if (found.performance > best.performance) best = found
  }
  return best
}

for (const path of ['/', '/give'])
  test(`${path} is quick and for everybody`, async () => {
    const found = await bestScores(path)
    assert.equal(found.accessibility, 1)
    assert.ok(found.performance >= 0.95, String(found.performance))
  })
