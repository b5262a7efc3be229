/** What a test needs at the hub before somebody opens a page: through the API, as the people themselves. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

import { base, findings, openPage, settle, visit } from './browser.mjs'

export const HUB = 'longgang'
const DAY_MS = 24 * 60 * 60 * 1000

const accounts = new Map(
  JSON.parse(readFileSync(process.env.CW_ACCOUNTS, 'utf8')).map((one) => [one.account, one]),
)

/** One of the sample's people, or a newcomer, who asks and commands at the district. */
export function as(account) {
  const { token } = accounts.get(account)
  async function call(method, path, body) {
    const response = await fetch(`${base}/v1/hubs/${HUB}/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': crypto.randomUUID(),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${account}: ${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text)
  }
  return { get: (path) => call('GET', path), post: (path, body = {}) => call('POST', path, body) }
}

/** Somebody new, with a name nobody had: another reviewer, or another organisation's applicant. */
export async function newcomer(name, role, organisation) {
  const account = `${name}${crypto.randomUUID().slice(0, 8)}`
  const password = crypto.randomUUID()
  await as('管理员何').post('accounts', {
    account, password, display_name: account, grants: [{ role, scope: HUB }],
    ...(organisation ? { organisation } : {}),
  })
  const response = await fetch(`${base}/v1/session?hub=${HUB}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ account, password }),
  })
  const { token } = await response.json()
  accounts.set(account, { account, password, token })
  return account
}

/** To type it into a form. */
export const passwordOf = (account) => accounts.get(account).password

/** By the hub's clock, which a test may have moved on. */
export function daysFromNow(days) {
  const offset = process.env.CW_CLOCK ? Number(readFileSync(process.env.CW_CLOCK, 'utf8')) : 0
  return new Date(Date.now() + offset + days * DAY_MS).toISOString()
}

/** Asks until `find` finds something; events take a moment to arrive. */
export async function until(what, find, timeoutMs = 60_000) {
  const end = Date.now() + timeoutMs
  for (;;) {
    const found = await find()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((done) => setTimeout(done, 200))
  }
}

/** The district's fund, programme and the organisations people apply for. */
export async function setting() {
  const officer = as('操作员林')
  const [{ items: funds }, { items: programmes }] = await Promise.all([
    officer.get('funds'), officer.get('programmes'),
  ])
  return {
    fund: funds.find((one) => one.state === 'open').fund_id,
    programme: programmes.find((one) => one.state === 'running').programme,
  }
}

const CRITERIA = [
  { name: '需求真实', weight: 4000 }, { name: '成效明确', weight: 3500 }, { name: '高效运作', weight: 2500 },
]

/** A round that is open now; `more` says otherwise. */
export async function openRound(title, more = {}) {
  const { fund, programme } = await setting()
  const { round_id } = await as('操作员林').post(`programmes/${programme}/rounds`, {
    title, fund_hub: HUB, fund, opens_at: daysFromNow(-1), closes_at: daysFromNow(20),
    budget: 20_000_000, sections: [], criteria: CRITERIA,
    tranches: [
      { share: 6000, needs_report: false, needs_visit: false },
      { share: 4000, needs_report: true, needs_visit: true },
    ],
    ...more,
  })
  return round_id
}

export async function apply(who, round, title, amount) {
  const { account } = await as(who).get('me')
  const { application_id } = await as(who).post(`rounds/${round}/applications`, {
    organisation: account.organisation, title, amount, place: '坂田街道',
    summary: '为社区里最需要的人做实事。',
    budget: [{ item: '人员与督导', amount: amount - 100_00 }, { item: '活动物资', amount: 100_00 }],
    answers: [{ question: '服务谁？', answer: '高龄独居老人与他们的照护者。' }], attachments: [],
  })
  return application_id
}

/** Past the screening and before these reviewers. */
export async function toPanel(round, applications, reviewers) {
  const officer = as('操作员林')
  for (const application of applications)
    await officer.post(`applications/${application}/screening`, { outcome: 'pass' })
  for (const reviewer of reviewers) {
    const { account } = await as(reviewer).get('me')
    await officer.post(`rounds/${round}/panel`, { account: account.account_id })
  }
}

/** A project on public notice, of a call that is decided as applications come in. */
export async function openNotice(title) {
  const round = await openRound(`公示的征集${Date.now()}`, {
    budget: 100_000, skips_screening: true, skips_panel: true, is_rolling: true, criteria: [], tranches: [],
  })
  const application = await apply('申请人一', round, title, 50_000)
  await as('理事黄').post(`rounds/${round}/decisions`, { declined: [], decisions: [{ application, amount: 50_000 }] })
  // The fund keeps the money aside first.
  const { notice_id } = await until('a notice', () =>
    as('操作员林').post(`rounds/${round}/notices`, { experts: ['王教授'] }).catch(() => null))
  return { notice: notice_id, application }
}

/** As a field of a local date and time has it: the hub's clock. */
export function localTime(days) {
  return new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })
    .format(new Date(daysFromNow(days))).replace(' ', 'T')
}

/** The expert scores all of a round, each application with the same for every criterion. */
export async function scoreAll(expert, round, scores) {
  const { items } = await as(expert).get(`rounds/${round}/reviews`)
  for (const [i, item] of items.entries())
    await as(expert).post(`applications/${item.application}/scores`, {
      scores: CRITERIA.map(({ name }) => ({ criterion: name, score: scores[i] })),
    })
}

/** Signs in and is where `path` says. */
export async function signIn(page, account, path) {
  await page.goto(`${base}/console/sign-in?to=${encodeURIComponent(path)}`)
  await page.locator('input[autocomplete=username]').fill(account)
  await page.locator('input[type=password]').fill(accounts.get(account).password)
  await page.locator('form button[type=submit]').click()
  await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'))
}

/** Runs with a page of its own, which must stay without faults. */
export async function inPage(browser, options, work) {
  const page = await openPage(browser, options)
  try {
    await work(page)
    assert.deepEqual(page.faults, [])
  } finally {
    await page.context().close()
  }
}

/** The same for somebody who signed in. */
export function withPerson(browser, account, path, work, options = {}) {
  return inPage(browser, options, async (page) => {
    await signIn(page, account, path)
    await settle(page)
    await work(page)
  })
}

/** Presses a button that asks first, answers, and waits until the question is gone. */
export async function confirm(page, name, fill = async () => {}) {
  await page.getByRole('button', { name, exact: true }).first().click()
  const dialog = page.getByRole('dialog')
  await fill(dialog)
  await dialog.locator('button[type=submit]').click()
  await dialog.waitFor({ state: 'detached' })
  await settle(page)
}

export const reason = (text) => (dialog) => dialog.getByLabel('理由（留存备查）').fill(text)

const READERS = {
  'in Chinese on a phone': { width: 360, height: 780 },
  'in English, dark, at 200 %': { language: 'en', theme: 'dark', width: 640, height: 450, deviceScaleFactor: 2 },
  'in English': { language: 'en' },
  'in Chinese, dark': { theme: 'dark' },
  'in larger text on a phone': { text: 'large', width: 360, height: 780 },
  'in English on a phone': { language: 'en', width: 360, height: 780 },
}

/** All of them, or the phone alone when the check is to be short. */
export const READERS_ASKED = Object.entries(READERS).slice(0, process.env.CW_CHECK === 'short' ? 1 : undefined)

/** What is to be pressed and lower than a finger's 44 px; a choice is hit by its label. */
function hardToHit(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('a:not(svg a), button, input, select, summary')]
      .map((one) => (one.matches('[type=radio], [type=checkbox]') ? one.closest('label') : one))
      .filter((one) => one.checkVisibility() && !one.matches('.visually-hidden, .skip'))
      .filter((one) => one.getBoundingClientRect().height < 43.5)
      .map((one) => one.outerHTML.slice(0, 120)))
}

/** A page that is readable, and no wider than the window. */
export async function checkPage(page, path, what) {
  await visit(page, path)
  await checkShown(page, what)
}

/** The same, of what is open now. */
export async function checkShown(page, what) {
  assert.deepEqual(await findings(page), [], what)
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  assert.ok(tooWide <= 0, `${what}: ${tooWide} px too wide`)
  assert.deepEqual(await hardToHit(page), [], what)
}

/** Each screen of somebody, for every reader. */
export async function checkReadable(browser, account, paths) {
  for (const [reader, options] of READERS_ASKED)
    await withPerson(browser, account, paths[0], async (page) => {
      for (const path of paths) await checkPage(page, `/console${path}`, `${path} ${reader}`)
    }, options)
}
