/** A list without rows says what comes here, or that the filters leave nothing and how to clear them. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { launch, openPage, settle, visit } from './browser.mjs'
import { freshHub } from './fresh.mjs'
import { as, openRound, withPerson } from './scene.mjs'
import { allRoutes, web } from './screen_list.mjs'

const HUB = 'longgang'
const PASSWORD = 'a long enough password'
const NOTHING_LIKE = '没有符合条件的。'

/** Each list that has filters: where it is, and one that leaves nothing at a new hub. */
const FILTERED = {
  'findings/Findings.vue': ['findings', 'state=closed'],
  'funds/Gifts.vue': ['funds/gifts', 'fund=019a0000-0000-7000-8000-000000000000'],
  'funds/Mandates.vue': ['funds/mandates', 'state=paid'],
  'funds/Payments.vue': ['funds/payments', 'state=cancelled'],
  'funds/Reservations.vue': ['funds/reservations', 'fund=019a0000-0000-7000-8000-000000000000'],
  'operations/Accounts.vue': ['operations/accounts', 'q=没有这样的人'],
  'operations/Disclosures.vue': ['operations/privacy', 'by=019a0000-0000-7000-8000-000000000000'],
  'operations/Mails.vue': ['operations/mails', 'mail=dead'],
  'operations/Rules.vue': ['operations/rules', 'event=grants.no_such_event'],
  'operations/Texts.vue': ['operations/texts', 'event=grants.no_such_event'],
  'register/Organisations.vue': ['register', 'kind=foundation&q=没有这样的名称'],
  'register/People.vue': ['register/people', 'role=expert'],
  'rounds/AllApplications.vue': ['rounds/applications', 'state=passed'],
  'rounds/Rounds.vue': ['rounds', 'state=cancelled'],
}

let browser
let hub

async function call(path, token, body) {
  const response = await fetch(`${hub.at}/v1/${path}`, {
    method: 'POST',
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

before(async () => {
  browser = await launch()
  hub = await freshHub(HUB)
  await call(`hubs/${HUB}/me/password`, hub.token, { password: PASSWORD })
  const { token } = await call(`session?hub=${HUB}`, '', { account: 'chief', password: PASSWORD })
  await call(`hubs/${HUB}/accounts`, token, {
    account: 'desk', password: PASSWORD,
    grants: ['admin', 'operator', 'finance', 'reviewer', 'applicant'].map((role) => ({ role, scope: HUB })),
  })
})
after(async () => {
  await browser.close()
  await hub.end()
})

async function inNewHub(work) {
  const page = await openPage(browser, { at: hub.at })
  await visit(page, '/console/sign-in')
  await page.locator('input[autocomplete=username]').fill('desk')
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.locator('form button[type=submit]').click()
  await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'))
  await work(page)
  assert.deepEqual(page.faults, [])
  await page.context().close()
}

const nothingLike = (page) => page.getByText('没有符合条件', { exact: false }).count()

test('no list of a new hub speaks of filters', () =>
  inNewHub(async (page) => {
    const paths = allRoutes().map((one) => one.path).filter((path) => /^\/console\/:hub(\/[a-z]+)*\/?$/.test(path))
    assert.ok(paths.length > 25, `${paths.length} screens without a thing in the address`)
    for (const path of paths) {
      await visit(page, path.replace(':hub', HUB))
      assert.equal(await nothingLike(page), 0, path)
    }
  }))

test('every list with filters is among those that are tried', () => {
  const pages = join(web, 'console/pages')
  const filtered = readdirSync(pages, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.vue') && /<Empty[^>]*:filters=/.test(readFileSync(join(pages, name), 'utf8')))
  // That of one call's applications has a test of its own.
  assert.deepEqual(filtered.sort(), [...Object.keys(FILTERED), 'rounds/Applications.vue'].sort())
})

test('a filter that leaves nothing is said to, and cleared', () =>
  inNewHub(async (page) => {
    for (const [path, filter] of Object.values(FILTERED)) {
      await visit(page, `/console/${HUB}/${path}?${filter}`)
      assert.equal(await nothingLike(page), 1, path)
      await page.getByRole('button', { name: '清除筛选' }).click()
      await page.waitForURL((address) => address.search === '')
      await settle(page)
      assert.equal(await nothingLike(page), 0, path)
    }
  }))

test('so it is in the list of one call', async () => {
  const round = await openRound(`没有申请的征集${Date.now()}`)
  await withPerson(browser, '操作员林', `/${HUB}/rounds/${round}/applications?q=没有`, async (page) => {
    await page.getByText('还没有收到申请。').waitFor()
  })
  const { items: [{ round: older }] } = await as('操作员林').get('awards')
  await withPerson(browser, '操作员林', `/${HUB}/rounds/${older}/applications?q=没有这样的名称`, async (page) => {
    await page.getByText(NOTHING_LIKE).waitFor()
    await page.getByRole('button', { name: '清除筛选' }).click()
    await page.getByRole('row').nth(1).waitFor()
  })
})
