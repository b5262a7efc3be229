/** Debian's chromium, driven by playwright-core, against a hub that serves. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const packages = createRequire(resolve(import.meta.dirname, '../../build/packages/package.json'))
const { chromium } = packages('playwright-core')
const axe = readFileSync(packages.resolve('axe-core/axe.min.js'), 'utf8')

export const base = process.env.CW_URL ?? 'http://127.0.0.1:8080'

export const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update',
]

export function launch() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
}

/**
 * A page that remembers what went wrong: `page.faults` has each console error,
 * violation of the policy, and request that leaves the origin: the hub's `at`.
 */
export async function openPage(browser, { language = 'zh-CN', theme = 'light', width = 1280, height = 900, at = base, text = 'normal', ...rest } = {}) {
  const context = await browser.newContext({
    locale: language, colorScheme: theme, viewport: { width, height }, ...rest,
  })
  if (text === 'large') await context.addInitScript(() => localStorage.setItem('commonweal.text', 'large'))
  const page = await context.newPage()
  page.faults = []
  page.asked = new Set()
  page.at = at
  page.on('console', (message) => {
    if (message.type() === 'error') page.faults.push(message.text())
  })
  page.on('pageerror', (error) => page.faults.push(String(error)))
  page.on('request', (request) => {
    const address = new URL(request.url())
    const isOurs = address.origin === new URL(at).origin || ['data:', 'blob:'].includes(address.protocol)
    if (!isOurs) page.faults.push(`leaves the origin: ${address}`)
  })
  // What is being read, or sent, right now, and the pieces of a screen: streams of events are neither.
  page.on('request', (request) => {
    if (['fetch', 'script'].includes(request.resourceType())) page.asked.add(request)
  })
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => page.asked.delete(request))
  return page
}

const LONGEST_MS = 30_000

/** The page is there and nothing is being read any more. */
export async function visit(page, path) {
  await page.goto(page.at + path)
  await settle(page)
}

export async function settle(page) {
  await page.waitForSelector('h1')
  const end = Date.now() + LONGEST_MS
  do {
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'))
    // A list that is read again stays on the screen meanwhile.
  } while (page.asked.size > 0 && Date.now() < end)
}

/** Serious findings of axe, one a line; in the page, past its policy. */
export async function findings(page) {
  await page.evaluate(axe)
  const result = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }))
  return result.violations
    .filter((found) => ['serious', 'critical'].includes(found.impact))
    .map((found) => `${found.id}: ${found.nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

export async function ask(path) {
  const response = await fetch(base + path)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.json()
}
