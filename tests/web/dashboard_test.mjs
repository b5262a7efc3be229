/** What a district officer and the people in the hall see; what an administrator looks after. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { ask, launch, openPage, settle, visit } from './browser.mjs'
import { as, HUB, withPerson } from './scene.mjs'

let browser

before(async () => {
  browser = await launch()
})
after(() => browser.close())

/** Moves down beside the names until a bar is met, whose figure shows then; withPerson() hears of what the policy refuses. */
async function pointAtBar(canvas) {
  const { height } = await canvas.boundingBox()
  for (let y = 8; y < height; y += 6) {
    await canvas.hover({ position: { x: 70, y } })
    if (await canvas.evaluate((one) => getComputedStyle(one).cursor === 'pointer')) return
  }
  assert.fail('no bar was met')
}

test('a chart says the same as its table, its CSV and its address', () =>
  withPerson(browser, '监督吴', `/${HUB}/dashboard`, async (page) => {
    await page.getByLabel('看什么').selectOption('applications')
    await page.getByLabel('按什么分').selectOption('year')
    await settle(page)
    assert.match(page.url(), /metric=applications/)
    assert.match(page.url(), /by=year/)
    const { items } = await ask(`/v1/hubs/${HUB}/grants/sums?by=year`)
    const expected = items.filter((item) => item.metric === 'applications').map((item) => `${item.key},${item.value}`)
    const chart = page.getByRole('region', { name: '对比' })
    await chart.getByRole('img', { name: '收到申请 · 年份' }).locator('canvas').waitFor()
    await pointAtBar(chart.locator('canvas'))
    await chart.getByText('查看数据表').click()
    const saving = page.waitForEvent('download')
    await chart.getByRole('button', { name: '下载 CSV' }).click()
    const csv = await readFile(await (await saving).path(), 'utf8')
    assert.deepEqual(csv.trim().split('\r\n').slice(1).sort(), expected.sort())
  }))

test('what projects gave back stands beside what was paid', () =>
  withPerson(browser, '监督吴', `/${HUB}/dashboard?metric=returned`, async (page) => {
    const { items } = await ask(`/v1/hubs/${HUB}/fundraising/sums?by=hub`)
    const returned = items.filter((item) => item.metric === 'returned').reduce((sum, item) => sum + item.value, 0)
    const figure = page.getByRole('link', { name: /^项目退回/ })
    assert.match(await figure.getAttribute('href'), /^\/transparency/)
    const shown = await figure.locator('[title]').first().getAttribute('title')
    assert.equal(Number(shown.replace(/[¥,]/g, '')), returned / 100)
    await page.getByRole('region', { name: '各级站点' }).getByRole('columnheader', { name: '项目退回' }).waitFor()
    assert.equal(await page.getByLabel('看什么').inputValue(), 'returned')
  }))

test('every hub has a line that says how fresh it is, and figures lead to their rows', () =>
  withPerson(browser, '监督吴', `/${HUB}/dashboard`, async (page) => {
    const { items } = await ask('/v1/hubs')
    const tiers = page.getByRole('region', { name: '各级站点' })
    assert.equal(await tiers.locator('tbody tr').count(), items.length)
    const street = tiers.getByRole('row', { name: /坂田街道分部/ })
    await street.getByText('正常').waitFor()
    // The hub that is asked says how fresh its own figures are, too.
    const own = tiers.getByRole('row', { name: /龙岗社会创新中心/ }).first()
    assert.match(await own.innerText(), /\d{4}-\d{2}-\d{2} \d{2}:\d{2}/)
    assert.equal(await own.getByRole('link').count(), 6)
    assert.equal(await street.getByRole('link').nth(1).getAttribute('href'), '/transparency?hub=longgang.bantian&view=gifts')
    await street.getByRole('link', { name: '坂田街道分部' }).click()
    await page.getByRole('heading', { name: '坂田街道分部及下级合计' }).waitFor()
  }))

test('every figure of the dashboard leads to its rows', () =>
  withPerson(browser, '监督吴', `/${HUB}/dashboard`, async (page) => {
    assert.equal(await page.locator('div.figure').count(), 0)
    await page.getByRole('link', { name: /^收到申请/ }).click()
    await page.getByRole('heading', { name: '全部申请', level: 1 }).waitFor()
    await settle(page)
    const { items } = await as('监督吴').get('applications?limit=200')
    const first = items.slice(0, 100).filter((one) => one.state !== 'draft') // a page of them
    assert.equal(await page.locator('tbody tr').count(), first.length)
    await page.getByLabel('状态').selectOption('selected')
    await page.waitForURL(/state=selected/)
    await page.goBack()
    await page.goBack()
    await page.getByRole('link', { name: /^登记机构/ }).click()
    await page.waitForURL(/\/register$/)
  }))

test('a figure from a report shows its entries', () =>
  withPerson(browser, '监督吴', `/${HUB}/dashboard`, async (page) => {
    await page.getByRole('link', { name: /媒体报道/ }).click()
    await page.getByRole('region', { name: '媒体报道', exact: true }).getByText('2020-06-30').waitFor()
    assert.match(page.url(), /figure=media_reports/)
  }))

test('the hall screen needs nobody signed in, and shows nobody', async () => {
  const page = await openPage(browser, { width: 1920, height: 1080 })
  await visit(page, `/console/${HUB}/dashboard/hall`)
  await page.getByRole('heading', { name: '龙岗社会创新中心' }).waitFor()
  assert.equal(await page.getByRole('button', { name: '退出' }).count(), 0)
  const size = await page.locator('.large strong').first().evaluate((one) => parseFloat(getComputedStyle(one).fontSize))
  assert.ok(size >= 72, `${size} px`)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('mails are listed by what became of them, and none of their addresses', () =>
  withPerson(browser, '管理员何', `/${HUB}/operations/mails`, async (page) => {
    await page.locator('tbody tr').first().waitFor()
    assert.equal(await page.getByText(/\S+@\S+/).count(), 0)
    await page.locator('label', { hasText: '邮件' }).locator('select').selectOption('sent')
    await settle(page)
    assert.match(page.url(), /mail=sent/)
  }))
