/**
 * The main job, from a need to the second instalment, by mouse and keyboard
 * alone: organisation, officer, expert, council, finance and donor, each in a
 * browser of their own. Nobody types an address but the first, or reloads. The
 * hub's clock is moved on past the public notice.
 */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { launch, openPage, settle, visit } from './browser.mjs'
import { HUB, localTime, newcomer, signIn, until } from './scene.mjs'

const DAY_MS = 24 * 60 * 60 * 1000
const NOTICE_DAYS = 10 // five working days, whatever today is
const officer = '操作员林'
const applicant = '申请人一'
const call = `邻里守望支持计划 ${Date.now()}`
const project = `楼道守望 ${Date.now()}`

let browser
const open = new Set()

before(async () => (browser = await launch()))
after(() => browser.close())

/** The hub's clock goes on, and never back. */
async function moveClock(days) {
  const now = Number(await readFile(process.env.CW_CLOCK, 'utf8'))
  await writeFile(process.env.CW_CLOCK, String(now + days * DAY_MS))
}

/** Whoever is on a page goes on by what is to be pressed there. */
function byHandFromHere(page) {
  page.goto = page.reload = () => assert.fail('by mouse and keyboard alone')
  return page
}

async function person(account, screen) {
  const page = await openPage(browser)
  open.add(page)
  await signIn(page, account, `/${HUB}/${screen}`)
  await settle(page)
  return byHandFromHere(page)
}

async function resident() {
  const page = await openPage(browser)
  open.add(page)
  await visit(page, '/')
  return byHandFromHere(page)
}

/** By a link of the page itself. */
async function follow(page, name) {
  await page.getByRole('main').getByRole('link', { name, exact: true }).first().click()
  await settle(page)
}

/** From the list of calls to a page of this one. */
async function openCall(page, tab) {
  await follow(page, call)
  await follow(page, tab)
}

/** The officer looks elsewhere and comes back, until it is there. */
async function lookAgain(page, what, locator) {
  await until(what, async () => {
    await follow(page, '概况')
    await follow(page, '公示与资助')
    return locator.count()
  })
}

/** What a project's page says is read anew by whoever seeks it. */
async function seekProject(page) {
  await page.getByRole('banner').getByRole('searchbox').fill(project)
  await page.keyboard.press('Enter')
  await follow(page, project)
  await page.getByRole('heading', { name: project, level: 1 }).waitFor()
}

const dialog = (page) => page.getByRole('dialog')

/** Presses what asks first, answers, and sends it. */
async function press(page, name, fill = async () => {}) {
  await page.getByRole('button', { name, exact: true }).first().click()
  await fill(dialog(page))
  await dialog(page).locator('button[type=submit]').click()
  await dialog(page).waitFor({ state: 'detached' })
}

async function leave(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.faults, [])
    open.delete(page)
    await page.context().close()
  }
}

/** One of finance records the payment of the call's project, another approves it. */
async function pay(first, second, yuan, reference) {
  const one = await person(first, 'funds')
  await follow(one, '付款')
  await one.getByRole('row', { name: new RegExp(project) }).getByRole('button', { name: '登记付款' }).click()
  await dialog(one).getByLabel('银行流水号').fill(reference)
  await dialog(one).getByLabel(/^请再输入一次金额/).fill(yuan)
  await dialog(one).getByRole('button', { name: '登记付款' }).click()
  await one.getByRole('row', { name: new RegExp(reference) }).getByText('等另一位财务人员复核').waitFor()
  const two = await person(second, 'funds')
  await follow(two, '付款')
  const row = two.getByRole('row', { name: new RegExp(reference) })
  await row.getByRole('button', { name: '复核付款' }).click()
  await dialog(two).getByLabel(/^请再输入一次金额/).fill(yuan)
  await dialog(two).getByRole('button', { name: '复核付款' }).click()
  await row.getByText('已付', { exact: true }).waitFor()
  await leave(one, two)
}

test('from a need to the second instalment', { skip: process.env.CW_CLOCK ? false : 'needs the clock of the hub' }, async () => {
  const expert = await newcomer('评审己', 'reviewer')
  const second = await newcomer('复核员', 'finance')
  let desk = await person(officer, 'rounds')

  // The need becomes a call.
  await follow(desk, '发起征集')
  await desk.getByLabel('资助计划').selectOption({ index: 1 })
  await desk.getByLabel('名称', { exact: true }).fill(call)
  await desk.getByLabel(/^基金/).selectOption({ index: 1 })
  await desk.getByLabel('预算（元）', { exact: true }).fill('1000')
  await desk.getByLabel('开始时间').fill(localTime(-1))
  await desk.getByRole('button', { name: '公布征集' }).click()
  await desk.getByRole('heading', { name: call, level: 1 }).waitFor()

  // An organisation applies.
  let ours = await person(applicant, 'workspace')
  await ours.getByRole('link', { name: `申请: ${call}` }).click()
  await ours.getByLabel('项目名称').fill(project)
  await ours.getByLabel('申请金额（元）').fill('800')
  await ours.getByLabel('第 1 行用途').fill('志愿者补贴')
  await ours.getByLabel('第 1 行金额（元）').fill('800')
  await ours.getByRole('button', { name: '提交申请' }).click()
  await ours.getByText('已提交，等待站点初审。').waitFor()

  // It is screened, the expert appointed, the call closed.
  await follow(desk, '申请')
  await desk.getByRole('link', { name: project }).click()
  await press(desk, '通过')
  await desk.getByText('初审通过', { exact: true }).first().waitFor()
  await follow(desk, '评审组')
  await desk.getByLabel('聘请评审').selectOption({ label: expert })
  await desk.getByRole('button', { name: '聘请', exact: true }).click()
  await desk.getByRole('cell', { name: expert, exact: true }).waitFor()
  await follow(desk, '概况')
  await press(desk, '调整截止时间', async (form) => {
    await form.getByLabel('截止时间').fill(localTime(-0.1))
    await form.getByLabel('理由（留存备查）').fill('已收齐')
  })
  await desk.getByText('评审中', { exact: true }).first().waitFor()

  // The expert scores; the council decides.
  const judge = await person(expert, 'reviews')
  await judge.getByRole('link', { name: `评分: ${project}`, exact: true }).click()
  for (const criterion of ['需求真实', '成效明确', '高效运作']) await judge.getByLabel(criterion).fill('90')
  await judge.getByRole('button', { name: '提交评分' }).click()
  await judge.getByText('评分已提交').waitFor()
  await follow(desk, '评审组')
  await press(desk, '结束评审，启封评分')
  const council = await person('理事黄', 'rounds')
  await openCall(council, '排序与决定')
  await council.getByRole('checkbox', { name: new RegExp(`^${project}`) }).check()
  await press(council, '作出资助决定', (form) => form.getByLabel(/请再输入一次金额/).fill('800'))
  await council.getByText('全部决定').waitFor()

  // The fund reserves, the hub publishes, a resident gives meanwhile.
  await lookAgain(desk, 'the fund to reserve', desk.getByRole('button', { name: '发布公示' }))
  await press(desk, '发布公示')
  await desk.getByText('公示中', { exact: true }).first().waitFor()
  const donor = await resident()
  await seekProject(donor)
  await donor.getByRole('link', { name: '为这个项目捐赠' }).click()
  await donor.getByLabel('其他金额（元）').fill('66')
  await donor.getByRole('button', { name: '下一步' }).click()
  await donor.getByRole('button', { name: '下一步' }).click()
  await donor.getByRole('button', { name: /登记捐赠/ }).click()
  await donor.getByRole('heading', { name: '谢谢你的捐赠' }).waitFor()
  assert.equal(open.size, 5) // officer, applicant, expert, council, donor
  await leave(judge, council, desk, ours)

  // The notice ends without an objection; the agreement is recorded.
  await moveClock(NOTICE_DAYS)
  desk = await person(officer, 'rounds')
  await openCall(desk, '公示与资助')
  await lookAgain(desk, 'the notice to end', desk.getByText('待签协议', { exact: true }))
  await follow(desk, project)
  await press(desk, '登记签约')
  await desk.getByText('执行中', { exact: true }).first().waitFor()
  await pay('财务陈', second, '480', `STORY-${Date.now()}-1`)

  // The organisation reports, the officer visits and accepts, the rest is paid.
  ours = await person(applicant, 'workspace')
  await ours.getByRole('link', { name: `《${project}》执行中` }).click()
  await ours.getByRole('button', { name: '提交报告', exact: true }).click()
  await ours.getByLabel('做了什么，成效如何').fill('守望了三个楼道。')
  await ours.getByLabel('到目前为止用了（元）').fill('450')
  await ours.getByRole('button', { name: '提交这份报告' }).click()
  await ours.getByText('守望了三个楼道。').waitFor()
  await follow(desk, '公示与资助')
  await follow(desk, project)
  await press(desk, '报告通过')
  await press(desk, '登记走访', (form) => form.getByLabel('走访情况').fill('活动真实开展。'))
  await desk.getByText('待付款', { exact: true }).waitFor()
  await pay('财务陈', second, '320', `STORY-${Date.now()}-2`)

  await until('the second instalment to be paid', async () => {
    await follow(ours, '机构事务')
    await ours.getByRole('region', { name: '我们的资助' }).getByRole('link', { name: project }).click()
    await settle(ours)
    return (await ours.getByText('¥800.00', { exact: true }).count()) >= 2 // awarded, and paid
  })
  await seekProject(donor)
  await donor.getByText('800元', { exact: true }).first().waitFor()
  assert.equal(await donor.getByText('800元', { exact: true }).count(), 2) // awarded, and paid
  await leave(desk, ours, donor)
})
