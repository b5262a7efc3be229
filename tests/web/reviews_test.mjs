/** What an expert does: nothing but the keyboard is needed. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { launch, settle } from './browser.mjs'
import { apply, as, HUB, newcomer, openRound, toPanel, withPerson } from './scene.mjs'

let browser
let round
let applications
const expert = '评审甲'

before(async () => {
  browser = await launch()
  round = await openRound('银龄支持计划')
  const { items } = await as('操作员林').get('organisations?limit=20')
  const other = await newcomer('申请人', 'applicant', items[3].organisation_id)
  applications = [
    await apply('申请人一', round, '银龄有约', 60_000_00),
    await apply('申请人一', round, '邻里食堂', 30_000_00),
    await apply(other, round, '喘一口气', 45_000_00),
    await apply(other, round, '四点半课堂', 20_000_00),
  ]
  await toPanel(round, applications, [expert, await newcomer('评审丁', 'reviewer')])
})
after(() => browser.close())

const card = (page) => page.locator('section.card', { hasText: '银龄支持计划' }).first()

test('points that are none are not sent', () =>
  withPerson(browser, expert, `/${HUB}/reviews/${round}/${applications[1]}`, async (page) => {
    await page.getByLabel('需求真实').fill('101')
    await page.getByRole('button', { name: '提交评分' }).click()
    assert.equal(await page.getByText('请填 0 到 100 之间的分数。').count(), 3)
    const { sheets } = await as(expert).get(`applications/${applications[1]}/scores`)
    assert.deepEqual(sheets, [])
  }))

/** By Tab alone, as somebody without a mouse gets there. */
async function tabTo(page, target) {
  await target.waitFor()
  for (let pressed = 0; pressed < 200; pressed++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${target}`)
}

async function press(page, role, name) {
  await tabTo(page, page.getByRole(role, { name, exact: true }))
  await page.keyboard.press('Enter')
}

async function declareConflict(page) {
  await press(page, 'button', '声明利益冲突')
  await tabTo(page, page.getByLabel('理由（留存备查）'))
  await page.keyboard.type('曾任该机构理事')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('这一项你不再评审').waitFor()
}

async function typePoints(page, points) {
  await tabTo(page, page.getByLabel('需求真实'))
  for (const [i, one] of points.entries()) {
    if (i > 0) await page.keyboard.press('Tab')
    await page.keyboard.type(one)
  }
}

const POINTS = { 银龄有约: ['92.5', '88', '80.25'], 邻里食堂: ['70', '75', '81'], 四点半课堂: ['60', '90', '75'] }
const TOTALS = [8786, 7450, 7425]

test('an expert declares a conflict and scores three applications, with the keyboard alone', () =>
  withPerson(browser, expert, `/${HUB}/reviews`, async (page) => {
    await card(page).getByText('共 4 项：已评 0，回避 0，待评 4').waitFor()
    await tabTo(page, card(page).getByRole('link', { name: '评分: 喘一口气', exact: true }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '喘一口气', level: 1 }).waitFor()
    await declareConflict(page)
    for (let left = Object.keys(POINTS).length; left > 0; left--) {
      const next = await page.getByRole('button', { name: /^评下一项：/ }).textContent()
      const title = next.trim().replace('评下一项：', '')
      await press(page, 'button', next.trim())
      await page.getByRole('heading', { name: title, level: 1 }).waitFor()
      await typePoints(page, POINTS[title])
      if (left === 3) {
        await page.getByText(/^已保存/).waitFor()
        await page.reload() // what was typed is still there
        await settle(page)
        assert.equal(await page.getByLabel('高效运作').inputValue(), POINTS[title][2])
        await tabTo(page, page.getByLabel('高效运作'))
      }
      await page.keyboard.press('Enter')
      await page.getByText('评分已提交').waitFor()
    }
    await press(page, 'link', '回到评审台')
    await card(page).getByText('共 4 项：已评 3，回避 1，待评 0').waitFor()
    const scored = [applications[0], applications[1], applications[3]]
    const sheets = await Promise.all(scored.map((one) => as(expert).get(`applications/${one}/scores`)))
    assert.deepEqual(sheets.map((one) => one.sheets.map((sheet) => sheet.total)), TOTALS.map((one) => [one]))
  }))
