/** What finance does in a day: take a gift, pay with a second person, keep the books. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { ask, launch, settle, visit } from './browser.mjs'
import { assertCodeSays, assertPrints } from './paper.mjs'
import { as, HUB, newcomer, withPerson } from './scene.mjs'

const finance = '财务陈'

let browser
let second

before(async () => {
  browser = await launch()
  second = await newcomer('复核员', 'finance')
})
after(() => browser.close())

/** The dialogue that is open; there is one at a time. */
const dialog = (page) => page.getByRole('dialog')

test('a gift at the counter takes one form, and its receipt can be printed', () =>
  withPerson(browser, finance, `/${HUB}/funds/gifts`, async (page) => {
    await page.getByRole('button', { name: '登记捐赠' }).click()
    await page.keyboard.type('128.80') // the field for it has the focus
    await dialog(page).getByLabel('捐赠人姓名（不填为匿名）').fill('欧阳小芳')
    await dialog(page).getByLabel('经手人').fill('陈')
    await page.reload() // nothing that was typed is lost
    await settle(page)
    await page.getByRole('button', { name: '登记捐赠' }).click()
    assert.equal(await dialog(page).getByLabel('金额（元）').inputValue(), '128.80')
    const go = dialog(page).locator('button[type=submit]')
    assert.equal(await go.isDisabled(), true)
    await dialog(page).getByLabel(/^请再输入一次金额/).fill('128.8')
    await page.keyboard.press('Enter')
    await dialog(page).getByText('已登记 ¥128.80').waitFor()
    assert.equal(await dialog(page).getByLabel('捐赠人姓名（不填为匿名）').inputValue(), '')

    await dialog(page).getByRole('link', { name: '打印票据' }).click()
    const paper = page.getByRole('region', { name: '公益捐赠票据' })
    await paper.getByText('欧阳小芳').waitFor()
    await paper.getByText('¥128.80').waitFor()
    const check = new URL(await paper.getByRole('link', { name: /^查验/ }).getAttribute('href'))
    const receipt = await ask(`/v1/hubs/${HUB}/receipts/${check.pathname.split('/').pop()}?hash=${check.searchParams.get('hash')}`)
    assert.equal(receipt.amount, 12880)
    await assertCodeSays(paper.getByRole('img', { name: /扫码/ }), check.href)
    await assertPrints(page)
    await visit(page, check.pathname + check.search)
    await page.getByRole('heading', { name: '票据真实有效' }).waitFor()
  }))

test('what a platform settled is recorded as given online', () =>
  withPerson(browser, finance, `/${HUB}/funds/gifts`, async (page) => {
    await page.getByRole('button', { name: '登记捐赠' }).click()
    await dialog(page).getByLabel('金额（元）').fill('256.70')
    await dialog(page).getByRole('combobox', { name: '渠道' }).selectOption({ label: '线上' })
    await dialog(page).getByLabel(/^请再输入一次金额/).fill('256.70')
    await dialog(page).getByLabel(/^请再输入一次金额/).press('Enter')
    await dialog(page).getByText('已登记 ¥256.70').waitFor()
    const { items } = await as(finance).get('gifts')
    assert.equal(items.find((gift) => gift.amount === 25670).channel, 'online')
  }))

test('a refund wants the amount typed and a reason, and ends the receipt', () =>
  withPerson(browser, finance, `/${HUB}/funds/gifts`, async (page) => {
    await page.getByRole('row', { name: /128\.80/ }).first().getByRole('link', { name: /^GF-/ }).click()
    await page.getByRole('button', { name: '退回捐赠' }).click()
    const go = dialog(page).getByRole('button', { name: '退回捐赠' })
    await dialog(page).getByLabel('理由（留存备查）').fill('重复登记')
    await dialog(page).getByLabel(/^请再输入一次金额/).fill('128.8')
    assert.equal(await go.isEnabled(), true)
    await dialog(page).getByLabel(/^请再输入一次金额/).fill('128')
    assert.equal(await go.isEnabled(), false)
    await dialog(page).getByLabel(/^请再输入一次金额/).fill('128.80')
    await go.click()
    await page.getByRole('definition').getByText('已退回').waitFor()
  }))

test('one records a payment, another approves it', async () => {
  const reference = `WEB-${Date.now()}`
  const { items } = await as(finance).get('payables?state=payable')
  const [payable] = items
  const amount = (payable.amount / 100).toFixed(2)
  await withPerson(browser, finance, `/${HUB}/funds/payments`, async (page) => {
    await page.getByRole('button', { name: '登记付款' }).first().click()
    await dialog(page).getByLabel('银行流水号').fill(reference)
    await dialog(page).getByLabel(/^请再输入一次金额/).fill(amount)
    await dialog(page).getByRole('button', { name: '登记付款' }).click()
    const row = page.getByRole('row', { name: new RegExp(reference) })
    await row.getByText('等另一位财务人员复核').waitFor()
    assert.equal(await row.getByRole('button', { name: '复核付款' }).count(), 0)
  })
  await withPerson(browser, second, `/${HUB}/funds/payments`, async (page) => {
    const row = page.getByRole('row', { name: new RegExp(reference) })
    await row.getByRole('button', { name: '复核付款' }).click()
    await dialog(page).getByLabel(/^请再输入一次金额/).fill(amount)
    await dialog(page).getByRole('button', { name: '复核付款' }).click()
    await row.getByText('已付', { exact: true }).waitFor()
    // Who recorded it and who approved it are both there to see.
    await row.getByRole('cell', { name: finance, exact: true }).waitFor()
    await row.getByRole('cell', { name: second, exact: true }).waitFor()
  })
  const { items: paid } = await as(finance).get('payments')
  assert.equal(paid.find((one) => one.bank_reference === reference).state, 'made')
})

/** The number of the newest appropriation: what follows an entry, and how much, is not for a test to count on. */
async function newestAppropriation() {
  const { items } = await as(finance).get('ledger?newest_first=true&limit=200')
  return items.find((one) => one.kind === 'appropriation_recorded').seq
}

test('a fund is opened, filled, given from and found in the books', () =>
  withPerson(browser, finance, `/${HUB}/funds`, async (page) => {
    const name = `助老微公益基金${Date.now() % 100000}`
    await page.getByRole('button', { name: '设立基金' }).click()
    await dialog(page).getByLabel('基金名称').fill(name)
    await dialog(page).getByRole('button', { name: '设立基金' }).click()
    await page.getByRole('link', { name }).click()
    await page.getByRole('button', { name: '登记拨入' }).click()
    await dialog(page).getByLabel('金额（元）').fill('350,000,000')
    await dialog(page).getByLabel(/^请再输入一次金额/).fill('350000000')
    await dialog(page).getByRole('button', { name: '登记拨入' }).click()
    await page.getByText('3.5亿元').first().waitFor()

    await page.getByRole('link', { name: '账本', exact: true }).click()
    await page.getByLabel('从第几号看起').fill(String(await newestAppropriation()))
    await page.getByLabel('从第几号看起').blur()
    await page.getByText(`拨入来源 · ${name}`).first().waitFor()
    await page.getByRole('button', { name: '核对账目' }).click()
    await page.getByText(/^账目相符/).waitFor()
  }))

test('a filtered list of gifts has an address and a CSV of its own', () =>
  withPerson(browser, finance, `/${HUB}/funds/gifts`, async (page) => {
    await page.locator('label', { hasText: '基金' }).locator('select').selectOption({ index: 1 })
    await settle(page)
    assert.match(page.url(), /[?&]fund=/)
    const rows = await page.locator('tbody tr').count()
    assert.ok(rows > 0)
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 CSV' }).click()
    const csv = await readFile(await (await saving).path(), 'utf8')
    assert.equal(csv.trim().split('\r\n').length - 1, rows)

    const savingBook = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 XLSX' }).click()
    const book = await savingBook
    assert.equal(book.suggestedFilename(), 'gifts.xlsx')
    assert.equal((await readFile(await book.path())).subarray(0, 2).toString(), 'PK')
  }))
