/** A list of 10,000 rows stays smooth, and everything in it can be reached and taken away. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { launch, openPage, settle, visit } from './browser.mjs'
import { freshHub } from './fresh.mjs'

const HUB = 'longgang'
const GIFTS = 10_000
/** Drawing all rows at once takes many times as long. */
const LONGEST_TASK_MS = 500
/** Three screens of a phone's or a desk's rows, and what has the focus. */
const MOST_DRAWN = 200
const PASSWORD = 'a long enough password'

let browser
let hub

async function call(method, path, token, body) {
  const response = await fetch(`${hub.at}/v1/${path}`, {
    method,
    headers: {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
  return JSON.parse(text)
}
const logIn = (account) => call('POST', `session?hub=${HUB}`, '', { account, password: PASSWORD })

before(async () => {
  browser = await launch()
  hub = await freshHub(HUB)
  await call('POST', `hubs/${HUB}/me/password`, hub.token, { password: PASSWORD })
  const chief = await logIn('chief')
  await call('POST', `hubs/${HUB}/accounts`, chief.token, { account: 'chen', password: PASSWORD, grants: [{ role: 'finance', scope: HUB }] })
  const { token } = await logIn('chen')
  const { fund_id: fund } = await call('POST', `hubs/${HUB}/funds`, token, { name: '社区基金', level: 'district', purposes: [] })
  hub.giveMany(token, fund, GIFTS)
})
after(async () => {
  await browser.close()
  await hub.end()
})

/** All of them, in the page of who keeps the books. */
async function showAll(options) {
  const page = await openPage(browser, { at: hub.at, ...options })
  await visit(page, '/console/sign-in')
  await page.locator('input[autocomplete=username]').fill('chen')
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.locator('form button[type=submit]').click()
  await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'))
  await visit(page, `/console/${HUB}/funds/gifts`)
  await page.getByRole('button', { name: '全部显示' }).click()
  await page.locator(`table[aria-rowcount="${GIFTS + 1}"]`).waitFor({ timeout: 120_000 })
  return page
}

const drawn = (page) => page.locator('tbody tr:not([aria-hidden])').count()

/** The row in the middle of the window, by its place in the whole list. */
function middle(page) {
  return page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const row = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('tr[aria-rowindex]')
    return Number(row?.getAttribute('aria-rowindex') ?? 0)
  })
}

/** The longest single task of a page in a trace: the time it worked, whatever else the machine did. */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace.toString())
  const tasks = traceEvents.filter((one) => one.name.endsWith('RunTask') && one.tdur !== undefined)
  assert.ok(tasks.length > 0)
  return Math.max(...tasks.map((one) => one.tdur)) / 1000
}

/** Window by window, as one reads; says how long the longest task was, in milliseconds. */
async function scrollThrough(page, windows) {
  let before = await middle(page)
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  for (let i = 0; i < windows; i++) {
    const top = await page.evaluate(() => scrollY)
    await page.mouse.wheel(0, 600)
    await page.waitForFunction((y) => scrollY > y, top)
    const at = await middle(page)
    assert.ok(at >= before && at > 0, `row ${at} after ${before}: what is looked at is drawn`)
    before = at
    assert.ok((await drawn(page)) <= MOST_DRAWN)
  }
  return longestTask(await browser.stopTracing())
}

for (const [where, options] of [['at a desk', {}], ['on a phone', { width: 360, height: 780 }]])
  test(`scrolling through 10,000 gifts ${where} draws a few of them at a time`, async (t) => {
    const page = await showAll(options)
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 3))
    // Time it worked, not time it waited; generous all the same, for what else the machine does.
    const longest = await scrollThrough(page, 20)
    t.diagnostic(`the longest task took ${longest.toFixed(1)} ms`)
    assert.ok(longest < LONGEST_TASK_MS, `${longest} ms`)
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await page.locator(`tr[aria-rowindex="${GIFTS + 1}"]`).getByRole('link').waitFor()
    assert.ok((await drawn(page)) <= MOST_DRAWN)
    assert.deepEqual(page.faults, [])
    await page.context().close()
  })

test('the keyboard goes on where it is, however far one scrolls', async () => {
  const page = await showAll({})
  await page.evaluate(() => scrollTo(0, 0))
  await page.locator('tr[aria-rowindex="2"] a').focus()
  const place = () => page.evaluate(() => Number(document.activeElement.closest('tr')?.getAttribute('aria-rowindex')))
  for (let i = 0; i < 60; i++) await page.keyboard.press('Tab')
  assert.equal(await place(), 62) // the heading is the first
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2))
  assert.ok((await middle(page)) > 1000)
  assert.equal(await place(), 62)
  await page.keyboard.press('Tab')
  assert.equal(await place(), 63)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('the whole list has an order, and is taken away whole', async () => {
  const page = await showAll({})
  await page.getByRole('button', { name: '金额' }).click()
  await page.locator('tr[aria-rowindex="2"]').getByText('¥1.01').waitFor()
  assert.match(page.url(), /sort=amount/)
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载 CSV' }).click()
  const csv = await readFile(await (await saving).path(), 'utf8')
  assert.equal(csv.trim().split('\r\n').length, GIFTS + 1)
  await settle(page)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})
