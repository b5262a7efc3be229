/** What officers and the council do, from a new call to its public notice. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { launch, settle, visit } from './browser.mjs'
import { apply, as, confirm, HUB, localTime, newcomer, reason, scoreAll, until, withPerson } from './scene.mjs'

let browser
const officer = '操作员林'
const council = '理事黄'

before(async () => (browser = await launch()))
after(() => browser.close())

test('a call goes from its opening to the public notice', async () => {
  const title = `银龄支持计划 ${Date.now()}`
  const expert = await newcomer('评审戊', 'reviewer')
  let round

  await withPerson(browser, officer, `/${HUB}/rounds/new`, async (page) => {
    await page.getByLabel('资助计划').selectOption({ index: 1 })
    await page.getByLabel('名称', { exact: true }).fill(title)
    await page.getByLabel(/^基金/).selectOption({ index: 1 })
    await page.getByLabel('预算（元）', { exact: true }).fill('200,000')
    await page.getByLabel('开始时间').fill(localTime(-1))
    await page.getByText(/^已保存/).waitFor()
    await page.reload() // what was typed is still there
    await settle(page)
    assert.equal(await page.getByLabel('名称', { exact: true }).inputValue(), title)
    await page.getByRole('button', { name: '公布征集' }).click()
    await page.getByRole('heading', { name: title, level: 1 }).waitFor()
    await page.getByText('征集中', { exact: true }).first().waitFor()
    round = new URL(page.url()).pathname.split('/').at(-1)
  })

  await apply('申请人一', round, '银龄有约', 60_000_00)
  await apply('申请人一', round, '邻里食堂', 50_000_00)

  await withPerson(browser, officer, `/${HUB}/rounds/${round}/panel`, async (page) => {
    await page.getByLabel('聘请评审').selectOption({ label: expert })
    await page.getByRole('button', { name: '聘请', exact: true }).click()
    await page.getByRole('cell', { name: expert, exact: true }).waitFor()

    await page.getByRole('link', { name: '申请', exact: true }).click()
    for (const project of ['银龄有约', '邻里食堂']) {
      await page.getByRole('link', { name: project }).click()
      await confirm(page, '通过')
      await page.getByText('初审通过', { exact: true }).first().waitFor()
      await page.getByRole('link', { name: '申请', exact: true }).click()
    }
    await page.getByRole('button', { name: '初审通过 2' }).click()
    assert.ok(page.url().endsWith('?state=eligible'))

    await page.getByRole('link', { name: '概况' }).click()
    await page.getByRole('button', { name: '调整截止时间' }).click()
    await page.getByRole('dialog').getByLabel('截止时间').fill(localTime(-0.1))
    await page.getByRole('dialog').getByLabel('理由（留存备查）').fill('提前截止')
    await page.getByRole('dialog').locator('button[type=submit]').click()
    await page.getByText('评审中', { exact: true }).first().waitFor()
  })

  await scoreAll(expert, round, [9250, 8800])

  await withPerson(browser, officer, `/${HUB}/rounds/${round}/ranking`, async (page) => {
    await page.getByText('评分还在密封。').waitFor()
    await page.locator('main').getByRole('link', { name: '评审组' }).last().click()
    await confirm(page, '结束评审，启封评分')
    await page.getByText(/^评审已于/).waitFor()
    await page.getByRole('link', { name: '排序与决定' }).click()
    await page.getByRole('cell', { name: '92.5', exact: true }).waitFor()
  })

  await withPerson(browser, council, `/${HUB}/rounds/${round}/ranking`, async (page) => {
    await page.getByRole('checkbox', { name: /^银龄有约/ }).check()
    await page.getByLabel('银龄有约：资助（元）').fill('55,000.50')
    await page.getByText('选了 1 项，合计 ¥55,000.50').waitFor()
    await page.getByRole('button', { name: '作出资助决定' }).click()
    const dialog = page.getByRole('dialog')
    const again = dialog.getByLabel(/请再输入一次金额/)
    await again.fill('55000')
    await dialog.getByText('与上面的金额不一致。').waitFor()
    assert.ok(await dialog.getByRole('button', { name: '确认决定' }).isDisabled())
    await again.fill('55000.5')
    await dialog.getByRole('button', { name: '确认决定' }).click()
    await page.getByText('全部决定').waitFor()
    await page.getByText('未入选').waitFor()
    // What was decided says what it takes of the budget.
    await page.getByRole('cell', { name: '占用 ¥55,000.50' }).waitFor()
    await page.getByRole('cell', { name: '不占用' }).waitFor()
  })

  const [award] = await until('the fund to reserve', async () => {
    const { items } = await as(officer).get(`awards?round=${round}`)
    return items[0]?.state === 'reserved' && items
  })
  assert.equal(award.amount, 55_000_50)
  await withPerson(browser, officer, `/${HUB}/rounds/${round}/awards`, async (page) => {
    await confirm(page, '发布公示', (dialog) => dialog.getByLabel(/评审专家姓名/).fill('评审戊、王教授'))
    await page.getByText('公示中', { exact: true }).first().waitFor()
    await page.getByText(/^5 个工作日/).waitFor()

    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 CSV' }).click()
    const csv = await readFile(await (await saving).path(), 'utf8')
    assert.ok(csv.includes('55000.50'))
  })

  await as('居民李').post(`applications/${award.application}/objections`, { text: '该项目与另一项目重复。' })
  await withPerson(browser, council, `/${HUB}/rounds/${round}/applications/${award.application}`, async (page) => {
    await confirm(page, '异议不成立', reason('核实后不重复。'))
    await page.getByText('核实后不重复。').waitFor()
  })
})

test('a form of a call says everything that is wrong with it', () =>
  withPerson(browser, officer, `/${HUB}/rounds/new`, async (page) => {
    await page.getByRole('button', { name: '公布征集' }).click()
    await page.getByText('请选择出资的基金。').waitFor()
    await page.getByText('请填写预算金额。').waitFor()
  }))

test('a decision pack and a notice go onto paper without anything to press', async () => {
  const { items } = await as(officer).get('awards')
  const { round } = items.at(-1)
  await withPerson(browser, council, `/${HUB}/rounds/${round}/ranking`, async (page) => {
    for (const path of ['ranking', 'awards']) {
      await visit(page, `/console/${HUB}/rounds/${round}/${path}`)
      await page.emulateMedia({ media: 'print' })
      await page.locator('main h1').first().waitFor()
      assert.ok((await page.locator('tbody tr:visible').count()) > 0, path)
      assert.equal(await page.locator('.no-print:visible, header:visible, nav:visible').count(), 0, path)
    }
  })
})

test('a ranking on paper has its rows, and nothing to press', async () => {
  const { items: awards } = await as(council).get('awards')
  const { round } = awards.at(-1)
  await withPerson(browser, council, `/${HUB}/rounds/${round}/ranking`, async (page) => {
    await page.setViewportSize({ width: 794, height: 1123 })
    await page.emulateMedia({ media: 'print' })
    assert.ok((await page.locator('tbody tr:visible').count()) > 0)
    assert.equal(await page.locator('.button:visible, input:visible, select:visible, nav:visible').count(), 0)
  })
})
