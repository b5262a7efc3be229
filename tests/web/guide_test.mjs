/** The guides name no picture, page or word of the screens that is not there. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

import { PICTURES } from './pictures.mjs'
import { consoleScreens, portalScreens } from './screen_list.mjs'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, 'docs/guide')
const LARGEST = 60_000

const guides = readdirSync(join(folder, 'zh')).map((name) => join(folder, 'zh', name))
const readers = [...guides, join(root, 'README.md'), join(root, 'README.zh-CN.md')]

/** Where the links and pictures of a text lead. */
const targets = (text) => [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target)
const read = (name) => readFileSync(name, 'utf8')

test('every link of a guide leads somewhere', () => {
  for (const name of readers)
    for (const target of targets(read(name)))
      if (!target.includes('://')) assert.ok(existsSync(resolve(name, '..', target)), `${name}: ${target}`)
})

test('every picture is one that the command makes, is shown, and is small', async () => {
  const screens = { ...(await portalScreens()), ...(await consoleScreens()) }
  for (const [name, { screen }] of Object.entries(PICTURES)) assert.ok(screens[screen], `${name}: ${screen}`)
  const shown = readers.flatMap((name) => targets(read(name)))
    .filter((target) => target.endsWith('.webp')).map((target) => target.split('/').pop().replace('.webp', ''))
  assert.deepEqual([...new Set(shown)].sort(), Object.keys(PICTURES).sort())
  const made = readdirSync(join(folder, 'pictures'))
  assert.deepEqual(made.sort(), Object.keys(PICTURES).map((name) => `${name}.webp`).sort())
  for (const name of made) assert.ok(statSync(join(folder, 'pictures', name)).size <= LARGEST, name)
})

/** “words” of a guide that a person looks for on the screen, less what a value stands in. */
test('what a guide says is written on a screen is written there', () => {
  const web = join(root, 'services/gateway/web')
  const words = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('node_modules')).map((name) => read(join(web, name))).join('\n')
  const missing = guides.flatMap((name) =>
    [...read(name).matchAll(/“([^”]+)”/g)]
      .filter(([, quoted]) => quoted.split(/\d+:\d+|…+|《|》/).some((part) => !words.includes(part.trim())))
      .map(([quoted]) => `${name}: ${quoted}`))
  assert.deepEqual(missing, [])
})
