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
  ]
  await toPanel(round, applications, [expert, await newcomer('评审丁', 'reviewer')])
})
after(() => browser.close())

const card = (page) => page.locator('section.card', { hasText: '银龄支持计划' }).first()

test('an expert declares a conflict on one and scores another, without a mouse', () =>
  withPerson(browser, expert, `/${HUB}/reviews`, async (page) => {
    await card(page).getByText('共 3 项：已评 0，回避 0，待评 3').waitFor()
    await card(page).getByRole('link', { name: '评分: 喘一口气', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '喘一口气', level: 1 }).waitFor()
    await page.getByRole('button', { name: '声明利益冲突' }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('理由（留存备查）').focus()
    await page.keyboard.type('曾任该机构理事')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('这一项你不再评审').waitFor()

    await page.getByRole('button', { name: '评下一项：银龄有约' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '银龄有约', level: 1 }).waitFor()
    await page.getByLabel('需求真实').focus()
    for (const points of ['92.5', '88', '80.25']) {
      await page.keyboard.type(points)
      await page.keyboard.press('Tab')
    }
    await page.getByText('87.86', { exact: true }).waitFor()
    await page.getByText(/^已保存/).waitFor()

    await page.reload() // what was typed is still there
    await settle(page)
    assert.equal(await page.getByLabel('高效运作').inputValue(), '80.25')
    await page.getByLabel('高效运作').focus()
    await page.keyboard.press('Enter')
    await page.getByText('评分已提交').waitFor()
    await page.getByRole('link', { name: '回到评审台' }).click()
    await card(page).getByText('共 3 项：已评 1，回避 1，待评 1').waitFor()
    const { sheets } = await as(expert).get(`applications/${applications[0]}/scores`)
    assert.deepEqual(sheets.map((sheet) => sheet.total), [8786])
  }))

test('points that are none are not sent', () =>
  withPerson(browser, expert, `/${HUB}/reviews/${round}/${applications[1]}`, async (page) => {
    await page.getByLabel('需求真实').fill('101')
    await page.getByRole('button', { name: '提交评分' }).click()
    assert.equal(await page.getByText('请填 0 到 100 之间的分数。').count(), 3)
    const { sheets } = await as(expert).get(`applications/${applications[1]}/scores`)
    assert.deepEqual(sheets, [])
  }))
