/** Monthly giving: a resident without an account means to give, finance sees it come, the resident stops. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { launch, settle, visit } from './browser.mjs'
import { as, checkShown, HUB, inPage, localTime, until, withPerson } from './scene.mjs'

const finance = '财务陈'
const AMOUNT = `${30 + (Date.now() % 50)}.07`
const FEN = Math.round(Number(AMOUNT) * 100)

let browser

before(async () => {
  browser = await launch()
})
after(() => browser.close())

const dialog = (page) => page.getByRole('dialog')

/** By the hub's clock; the timer runs at once. No month is charged after the 28th. */
const today = Number(localTime(0).slice(8, 10))
const isCharged = today <= 28

async function openMandate(page) {
  await visit(page, '/give')
  await page.getByLabel('其他金额（元）').fill(AMOUNT)
  await page.getByText('每月捐', { exact: true }).click()
  await page.getByText(/到账后才记为捐赠/).waitFor()
  await page.reload() // nothing that was chosen is lost
  await settle(page)
  await page.getByLabel('每月哪一天').selectOption(String(isCharged ? today : 1))
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('姓名或昵称').fill('陈小红')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: `每月捐 ¥${AMOUNT}` }).click()
  await page.getByText('月捐已登记').waitFor()
  return page.getByText(/^MD-\d{4}-\d+$/).textContent()
}

test('a month that was meant is a gift once finance has seen it come', () =>
  inPage(browser, { width: 360, height: 780 }, async (donor) => {
    const number = await openMandate(donor)
    const { items } = await as(finance).get(`mandates?number=${number}`)
    assert.equal(items[0].amount, FEN)

    await donor.getByRole('link', { name: '我的捐赠' }).last().click()
    await donor.getByText(`每月 ${items[0].day} 日 ¥${AMOUNT}`).waitFor()
    if (isCharged) {
      await settleByHand(number, await until('a charge', async () =>
        (await as(finance).get(`charges?mandate=${items[0].mandate_id}`)).items[0]))
    }

    await donor.reload()
    await settle(donor)
    await donor.getByRole('button', { name: '停止月捐' }).click()
    await donor.getByText('未到账的各期作罢').waitFor()
    await donor.getByRole('button', { name: '停止月捐' }).click()
    await donor.getByText('已停止', { exact: true }).waitFor()
    if (isCharged) await donor.getByText(`已到账 ¥${AMOUNT}`).waitFor()
    await donor.getByRole('button', { name: '恢复' }).click()
    await donor.getByText('进行中', { exact: true }).waitFor()
  }))

function settleByHand(number, charge) {
  return withPerson(browser, finance, `/${HUB}/funds/mandates`, async (page) => {
    const row = page.getByRole('row').filter({ hasText: charge.period }).filter({ hasText: number })
    await row.getByText('陈**').waitFor()
    await row.getByRole('button', { name: '未到账' }).click()
    await dialog(page).getByRole('textbox').fill('余额不足')
    await dialog(page).getByRole('button', { name: '未到账' }).click()
    await row.getByText('余额不足').waitFor()
    await row.getByRole('button', { name: '撤销未到账' }).click()
    await dialog(page).getByRole('textbox').fill('登记有误')
    await dialog(page).getByRole('button', { name: '撤销未到账' }).click()
    await row.getByRole('button', { name: '撤销未到账' }).waitFor({ state: 'detached' })
    await row.getByRole('button', { name: '已到账' }).click()
    await dialog(page).getByLabel('银行流水号').fill(`月捐${number}`)
    await dialog(page).getByLabel(/输入/).fill(AMOUNT)
    await dialog(page).getByRole('button', { name: '已到账' }).click()
    await row.waitFor({ state: 'detached' }) // it is not due any more
    const { items } = await as(finance).get('gifts?limit=5')
    assert.ok(items.some((gift) => gift.amount === FEN))
  })
}

test('number and code open it on another device, and nothing less', () =>
  inPage(browser, {}, async (donor) => {
    const number = await openMandate(donor)
    const code = await donor.getByText(/^([0-9a-z]{4}-){4}[0-9a-z]{4}$/).textContent()
    await inPage(browser, {}, async (other) => {
      await visit(other, '/mine')
      await other.getByText('凭编号和管理码查询').first().click()
      await other.getByLabel('月捐编号').fill(number)
      await other.getByLabel('管理码').fill('0000-0000-0000-0000-0000')
      await other.getByRole('button', { name: '凭编号和管理码查询' }).click()
      await other.getByRole('alert').waitFor()
      await other.getByLabel('管理码').fill(code)
      await other.getByRole('button', { name: '凭编号和管理码查询' }).click()
      await other.getByText(`¥${AMOUNT}`).waitFor()
      // The browser itself tells of a 404.
      other.faults = other.faults.filter((fault) => !fault.includes('404'))
    })
  }))

test('finance finds a mandate by its number and by its donor, and changes what is given', async () => {
  const donor = `赵${Date.now()}`
  const { fund_id: fund } = (await as(finance).get('funds')).items[0]
  const { mandate_id: mandate, number } = await as(finance).post('mandates', {
    fund, amount: FEN, day: 1, channel: 'counter', donor: { display_name: donor, public_name: true },
  })
  await withPerson(browser, finance, `/${HUB}/funds/mandates`, async (page) => {
    await page.getByLabel('捐赠人', { exact: true }).fill(donor.slice(2))
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: number }).waitFor()
    await page.getByLabel('月捐编号', { exact: true }).fill(number.toLowerCase())
    await page.keyboard.press('Enter')
    await page.waitForURL(/number=/)
    await settle(page)
    await page.getByRole('link', { name: number }).click()
    await page.getByRole('heading', { name: `月捐 ${number}` }).waitFor()
    await page.getByText(`每月 1 日 ¥${AMOUNT}`).first().waitFor()
    await page.getByText(donor).waitFor()

    await page.getByRole('button', { name: '变更月捐' }).click()
    await dialog(page).getByLabel('每月哪一天').selectOption('9')
    await dialog(page).getByLabel('金额（元）', { exact: true }).fill('88')
    await dialog(page).getByLabel(/^请再输入一次金额/).fill('88')
    await dialog(page).getByLabel(/^理由/).fill('捐赠人来电要求')
    await dialog(page).getByRole('button', { name: '变更月捐' }).click()
    await page.getByText('进行中 · 每月 9 日 ¥88.00 · 捐赠人来电要求').waitFor()
    await dialog(page).waitFor({ state: 'detached' })

    await page.getByRole('button', { name: '暂停月捐' }).click()
    await dialog(page).getByLabel(/^理由/).fill('捐赠人出国')
    await dialog(page).getByRole('button', { name: '暂停月捐' }).click()
    await page.getByText('已暂停 · 每月 9 日 ¥88.00 · 捐赠人出国').waitFor()
    await settle(page)
  })
  const { mandate: now, changes } = await as(finance).get(`mandates/${mandate}`)
  assert.deepEqual([now.amount, now.day, now.state], [8800, 9, 'paused'])
  assert.equal(changes.length, 2)
})

test('who wants to says when it begins and for how many months', () =>
  inPage(browser, { width: 360, height: 780 }, async (donor) => {
    const first = localTime(40).slice(0, 10)
    await visit(donor, '/give')
    await donor.getByLabel('其他金额（元）').fill(AMOUNT)
    await donor.getByText('每月捐', { exact: true }).click()
    await donor.getByText('从哪天开始、捐几个月（选填）').click()
    await donor.getByLabel(/^从哪天开始/).fill(first)
    await donor.getByLabel(/^捐几个月/).fill('0')
    await donor.getByRole('button', { name: '下一步' }).click()
    await donor.getByText('月数请填 1 到 600 的整数，或者不填').waitFor()
    await donor.getByLabel(/^捐几个月/).fill('12')
    await donor.reload() // folded open again, with what was chosen
    await settle(donor)
    assert.equal(await donor.getByLabel(/^从哪天开始/).inputValue(), first)
    await checkShown(donor, 'monthly, with all that can be chosen')
    await donor.getByRole('button', { name: '下一步' }).click()
    await donor.getByRole('button', { name: '下一步' }).click()
    await donor.getByRole('button', { name: `每月捐 ¥${AMOUNT}` }).click()
    await donor.getByText('共 12 个月').waitFor()
    const number = await donor.getByText(/^MD-\d{4}-\d+$/).textContent()
    const [mandate] = (await as(finance).get(`mandates?number=${number}`)).items
    assert.equal(mandate.starts_on, first)
    assert.equal(mandate.instalments, 12)
    assert.ok(mandate.next_on >= first)
    await donor.getByRole('link', { name: '我的捐赠' }).last().click()
    await donor.getByText('共 12 个月', { exact: false }).waitFor()
  }))
