/** What a first visit loads, compressed. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

const built = process.env.CW_WEB ?? resolve(import.meta.dirname, '../../build/release/web')

/** The page itself, and all that it and its scripts name. */
function firstLoad(page) {
  const seen = new Set()
  const look = (name) => {
    if (seen.has(name)) return
    seen.add(name)
    const text = readFileSync(resolve(built, name), 'utf8')
    if (name.endsWith('.html'))
      for (const [, found] of text.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) look(found)
    else
      for (const [, found] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) look(`assets/${found}`)
  }
  look(page)
  const kilobytes = [...seen].map((name) => gzipSync(readFileSync(resolve(built, name))).length / 1000)
  return kilobytes.reduce((sum, size) => sum + size, 0)
}

test('the portal loads at most 90 KB', () => {
  const size = firstLoad('public/index.html')
  console.log(`portal: ${size.toFixed(1)} KB`)
  assert.ok(size > 20 && size <= 90, `${size} KB`)
})

test('the console loads at most 350 KB', () => {
  const size = firstLoad('console/index.html')
  console.log(`console: ${size.toFixed(1)} KB`)
  assert.ok(size > 20 && size <= 350, `${size} KB`)
})
