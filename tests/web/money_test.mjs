/** Money is confirmed by typing the amount: all acts of the console that move or promise it. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'

import { launch } from './browser.mjs'
import { as, HUB, until, withPerson } from './scene.mjs'

const console_ = resolve(import.meta.dirname, '../../services/gateway/web/console')
const finance = '财务陈'

let browser

before(async () => (browser = await launch()))
after(() => browser.close())

/** Commands below /v1/hubs/{hub}/ that move or promise money: each asks for the amount. */
const MONEY = [
  'gifts', 'gifts/{gift}/refund', 'gifts/{gift}/chargeback', 'gifts/{gift}/chargeback/settlement', 'ledger/{seq}/reversal',
  'funds/{fund}/appropriations', 'funds/{fund}/projects/{project}/release', 'transfers', 'transfers/{transfer}/withdrawal',
  'payments', 'payments/{payment}/approval', 'payments/{payment}/failure', 'returns',
  'rounds/{round}/decisions', 'awards/{award}/proposals', 'awards/{award}/termination', 'awards/{award}/tranches',
  'awards/{award}/tranches/{ordinal}/waivers', 'charges/{charge}/settlement',
]

/** These sound like it and move none: nothing was paid yet, or nothing is. */
const NO_MONEY = ['payments/{payment}/rejection', 'gifts/{gift}/donor', 'gifts/{gift}/donor/erasure', 'objections/{objection}/settlement',
  'charges/{charge}/failure', 'charges/{charge}/reopening', 'mandates/{mandate}/cancellation', 'mandates/{mandate}/resumption', 'mandates/{mandate}/pause',
  'mandates/{mandate}/corrections', 'mandates/{mandate}/donor/erasure']

const SOUNDS = /gifts|payments|transfers|returns|appropriations|reversal|release|decisions|proposals|tranches|termination|settlement|charges|mandates/
const LETTERS = 'messages/release' // of mails

/** Each command and the file that sends it. */
const sent = readdirSync(console_, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'))
  .flatMap((name) => {
    const text = readFileSync(join(console_, name), 'utf8')
    return [...text.matchAll(/send\(\s*'(?:post|put|delete)',\s*'\/v1\/hubs\/\{hub\}\/([^']+)'/g)].map(([, path]) => ({ name, path, text }))
  })

test('every command of the console that sounds like money is known here', () => {
  const unknown = sent.filter(({ path }) => SOUNDS.test(path) && ![...MONEY, ...NO_MONEY, LETTERS].includes(path))
  assert.deepEqual(unknown.map(({ name, path }) => `${name}: ${path}`), [])
  assert.deepEqual(MONEY.filter((path) => !sent.some((one) => one.path === path)), [])
})

test('whatever sends one of them asks for an amount', () => {
  const silent = sent.filter(({ path, text }) => MONEY.includes(path) && !/<Money(?:Form|Fields)|:money=|\bmoney:/.test(text))
  assert.deepEqual(silent.map(({ name, path }) => `${name}: ${path}`), [])
})

/** Fills what is asked for, and sees that only the amount, once more and right, lets it go. Nothing is sent. */
async function asksForTheAmount(page, button) {
  await page.getByRole('button', { name: button, exact: true }).first().click()
  const dialog = page.getByRole('dialog')
  const amount = dialog.getByLabel('金额（元）', { exact: true })
  if (await amount.count()) await amount.fill('1')
  for (const name of [/^理由/, /^银行流水号/]) {
    const field = dialog.getByLabel(name)
    if (await field.count()) await field.fill('核对无误')
  }
  const again = dialog.getByLabel(/^请再输入一次金额/)
  const asked = (await dialog.locator('label', { hasText: '请再输入一次金额' }).innerText()).match(/¥([\d,.]+)/)[1]
  const go = dialog.locator('button[type=submit]')
  assert.equal(await go.isDisabled(), true, `${button}: before it`)
  await again.fill('0.02')
  assert.equal(await go.isDisabled(), true, `${button}: another amount`)
  await again.fill(asked)
  assert.equal(await go.isEnabled(), true, `${button}: the amount`)
  await dialog.getByRole('button', { name: '关闭' }).click()
}

/** Where each can be pressed with what the sample has; `make` prepares what it has not, and says where. */
const ACTS = [
  { who: finance, at: 'funds/gifts', buttons: ['登记捐赠'] },
  { who: finance, at: 'funds/transfers', buttons: ['划转资金'] },
  { who: finance, at: 'funds/reservations', buttons: ['登记退款'] },
  { who: finance, make: fundPage, buttons: ['登记拨入'] },
  { who: finance, make: receivedGift, buttons: ['退回捐赠', '登记银行退单', '冲销误记'] },
  { who: finance, make: owedGift, buttons: ['结清退单应收款'] },
  { who: finance, make: appropriation, buttons: ['冲销误记'] },
  { who: finance, at: 'funds/payments', buttons: ['登记转账失败'] },
  { who: '理事黄', make: awardUnderWay, buttons: ['终止资助'] },
]

async function fund() {
  const { items } = await as(finance).get('funds')
  return items.find((one) => one.state === 'open' && one.free > 0).fund_id
}

async function fundPage() {
  return `funds/fund/${await fund()}`
}

async function give(to, amount) {
  const { gift_id } = await as(finance).post('gifts', { fund: to, amount, channel: 'counter', channel_hub: HUB })
  return gift_id
}

async function receivedGift() {
  return `funds/gifts/${await give(await fund(), 3100)}`
}

/** Charged back when the fund had passed it on. */
async function owedGift() {
  const { fund_id: from } = await as(finance).post('funds', { name: `退单基金${Date.now()}`, level: 'district', purposes: [] })
  const gift = await give(from, 4200)
  await as(finance).post('transfers', { from_fund: from, to_hub: HUB, to_fund: await fund(), amount: 4200, reason: '调剂' })
  await until('the fund to be empty', async () => (await as(finance).get(`funds/${from}`)).fund.free === 0)
  await as(finance).post(`gifts/${gift}/chargeback`, { reason: '银行退单' })
  return `funds/gifts/${gift}`
}

async function appropriation() {
  const { items } = await as(finance).get('ledger?newest_first=true&limit=200')
  const known = items.find((one) => one.kind === 'appropriation_recorded') ?? { seq: 1 }
  return `funds/ledger?from=${known.seq}`
}

async function awardUnderWay() {
  const { items } = await as('理事黄').get('awards')
  const award = items.find((one) => one.state === 'under_way')
  return `rounds/${award.round}/awards/${award.award}`
}

for (const { who, at, make, buttons } of ACTS)
  test(`${buttons.join(', ')}: the amount is typed once more`, async () => {
    const path = at ?? (await make())
    await withPerson(browser, who, `/${HUB}/${path}`, async (page) => {
      for (const button of buttons) await asksForTheAmount(page, button)
    })
  })
