/** What an organisation's people do: apply, complete, report. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { launch, settle } from './browser.mjs'
import { as, HUB, newcomer, openRound, withPerson } from './scene.mjs'

let browser
const applicant = '申请人一'
const title = `邻里互助支持计划 ${Date.now()}`
let round

before(async () => {
  browser = await launch()
  round = await openRound(title, { needs_budget: true, max_amount: 100_000_00 })
})
after(() => browser.close())

test('an applicant drafts, reloads, attaches and hands in', () =>
  withPerson(browser, applicant, `/${HUB}/workspace`, async (page) => {
    await page.getByRole('link', { name: `申请: ${title}` }).click()
    await page.getByLabel('项目名称').fill('楼道里的老友记')
    await page.getByLabel('申请金额（元）').fill('12,000.50')
    await page.getByLabel('第 1 行用途').fill('社工与督导')
    await page.getByLabel('第 1 行金额（元）').fill('12000')
    await page.getByLabel('服务谁？有什么需求？').fill('独居老人，缺人陪伴。')
    await page.getByLabel('添加附件').setInputFiles({
      name: '方案.txt', mimeType: 'text/plain', buffer: Buffer.alloc(300_000, '公益'),
    })
    await page.getByRole('button', { name: '下载 方案.txt' }).waitFor()
    await page.waitForURL(/draft=/) // the hub has it

    await page.reload()
    await settle(page)
    assert.equal(await page.getByLabel('申请金额（元）').inputValue(), '12,000.50')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('预算明细合计须等于申请金额。').waitFor()
    await page.getByRole('button', { name: '加一行' }).click()
    await page.getByLabel('第 2 行用途').fill('茶点')
    await page.getByLabel('第 2 行金额（元）').fill('0.5')
    await page.getByText('合计 ¥12,000.50').waitFor()
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('已提交，等待站点初审。').waitFor()
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 方案.txt' }).click()
    assert.equal((await saving).suggestedFilename(), '方案.txt')

    const { items } = await as(applicant).get(`applications?round=${round}`)
    assert.deepEqual(items.map((one) => [one.state, one.amount]), [['submitted', 12_000_50]])
  }))

test('a draft is found again in another browser', async () => {
  const { items } = await as('操作员林').get('organisations?limit=20')
  const other = await newcomer('申请人', 'applicant', items[3].organisation_id)
  await withPerson(browser, other, `/${HUB}/workspace/apply/${round}`, async (page) => {
    await page.getByLabel('项目名称').fill('跳蚤市集')
    await page.waitForURL(/draft=/)
  })
  await withPerson(browser, other, `/${HUB}/workspace`, async (page) => {
    const todo = page.getByRole('listitem').filter({ hasText: '《跳蚤市集》还是草稿' })
    await todo.getByText(/^还剩 \d+ 天$/).waitFor()
    await page.getByRole('link', { name: '《跳蚤市集》还是草稿' }).click()
    await page.waitForFunction(() => document.querySelector('input')?.value === '跳蚤市集')
    await page.goBack()
    await page.getByRole('button', { name: '删除草稿: 跳蚤市集' }).click()
    await page.getByRole('dialog').locator('button[type=submit]').click()
    await page.getByRole('button', { name: '删除草稿: 跳蚤市集' }).waitFor({ state: 'detached' })
  })
})

test('what was returned is completed as another version', async () => {
  const { items } = await as(applicant).get(`applications?round=${round}`)
  await as('操作员林').post(`applications/${items[0].application}/screening`, { outcome: 'return', reason: '请补充联系方式' })
  await withPerson(browser, applicant, `/${HUB}/workspace/applications/${items[0].application}`, async (page) => {
    await page.getByText('请补充联系方式').first().waitFor()
    await page.getByRole('button', { name: '修改' }).click()
    await page.getByLabel('联系方式（不公开）').fill('0755-0000000')
    await page.getByRole('button', { name: '提交新版本' }).click()
    await page.getByText('已提交，等待站点初审。').waitFor()
    await page.getByText('历次版本（第 2 版）').click()
    await page.getByText('第 1 版', { exact: true }).waitFor()
  })
})

test('a report is handed in for the instalment that waits', async () => {
  const { items } = await as(applicant).get('awards')
  const running = items.find((one) => one.state === 'under_way')
  await withPerson(browser, applicant, `/${HUB}/workspace/awards/${running.award}`, async (page) => {
    await page.getByRole('button', { name: '提交报告', exact: true }).click()
    await page.getByRole('button', { name: '提交这份报告' }).click()
    await page.getByText('请写明做了什么。').waitFor()
    const text = `结项：服务全部完成。${Date.now()}`
    await page.getByLabel('做了什么，成效如何').fill(text)
    await page.getByLabel('到目前为止用了（元）').fill('59,999.99')
    await page.getByRole('button', { name: '提交这份报告' }).click()
    await page.getByText(text).waitFor()
    await page.getByText('已用 ¥59,999.99').first().waitFor()
  })
})

test('who acts for no organisation is told what to do', async () =>
  withPerson(browser, await newcomer('无机构', 'applicant'), `/${HUB}/workspace`, (page) =>
    page.getByText('请联系所在站点的经办人').first().waitFor()))
