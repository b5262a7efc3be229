/**
 * The guides are followed to the letter, each by whom it is for: what one says
 * is on a screen was on one of those that its steps led to.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'

import { ask, launch, openPage, settle, visit } from './browser.mjs'
import { as, HUB, openNotice, signIn } from './scene.mjs'
import { someReceipt } from './screen_list.mjs'

const folder = resolve(import.meta.dirname, '../../docs/guide/zh')

let browser

before(async () => (browser = await launch()))
after(() => browser.close())

const quotesOf = (guide) => [...new Set([...readFileSync(join(folder, `${guide}.md`), 'utf8').matchAll(/“([^”]+)”/g)].map(([, quoted]) => quoted))]

/** All that can be read of a page, by eye or by ear. */
const shownText = (page) => page.evaluate(() => {
  const said = [...document.querySelectorAll('[aria-label], [placeholder], [title]')]
    .flatMap((one) => [one.getAttribute('aria-label'), one.getAttribute('placeholder'), one.getAttribute('title')])
  return [document.body.innerText, ...said, ...[...document.querySelectorAll('option')].map((one) => one.textContent)].join('\n')
})

/** Somebody with a guide in hand. */
class Reader {
  constructor(guide) {
    this.quotes = quotesOf(guide)
    this.seen = new Set()
  }

  async open(account, path, options = {}) {
    this.page = await openPage(browser, options)
    if (account) await signIn(this.page, account, path)
    else await visit(this.page, path)
    await this.look()
    return this.page
  }

  async look() {
    await settle(this.page)
    const text = await shownText(this.page)
    for (const quote of this.quotes)
      if (quote.split(/\d+:\d+|…+|《|》/).every((part) => text.includes(part.trim()))) this.seen.add(quote)
  }

  async go(path) {
    await visit(this.page, path)
    await this.look()
  }

  /** What the guide says to press: a button, or a link. */
  async press(name, scope = this.page) {
    const exact = scope.getByRole('button', { name, exact: typeof name === 'string' }).or(scope.getByRole('link', { name, exact: typeof name === 'string' }))
    await exact.first().click()
    await this.look()
  }

  /** Presses what asks first, answers, and lets it go. */
  async confirm(name, fill = async () => {}) {
    await this.press(name)
    const dialog = this.page.getByRole('dialog')
    await fill(dialog)
    const again = dialog.locator('label', { hasText: '请再输入一次金额' })
    if (await again.count()) {
      const [, amount] = (await again.innerText()).match(/¥([\d,.]+)/)
      await again.locator('input').fill(amount)
    }
    await this.look()
    await dialog.locator('button[type=submit]').click()
    await dialog.waitFor({ state: 'detached' })
    await this.look()
  }

  async leave() {
    assert.deepEqual(this.page.faults, [])
    await this.page.context().close()
  }

  /** Everything was there, except for what takes longer than a reading: why, by the quote. */
  finish(elsewhere = {}) {
    assert.deepEqual(this.quotes.filter((quote) => !this.seen.has(quote) && !elsewhere[quote]), [], 'a step is not as written')
    assert.deepEqual(Object.keys(elsewhere).filter((quote) => !this.quotes.includes(quote) || this.seen.has(quote)), [])
  }
}

const reason = (text) => (dialog) => dialog.getByLabel('理由（留存备查）').fill(text)

test('resident.md', async () => {
  const { notice } = await openNotice(`公示里的书屋${Date.now()}`)
  const reader = new Reader('resident')
  const page = await reader.open(null, '/', { width: 360, height: 780 })
  await page.locator('a.figure').first().click() // each figure leads to its rows
  await reader.look()
  await reader.go('/')
  await reader.press('菜单')
  await reader.go('/give')
  await page.getByText('每月捐', { exact: true }).click()
  await reader.look()
  await page.getByText('捐一次', { exact: true }).click()
  await page.getByLabel('其他金额（元）').fill('12.50')
  await reader.press('下一步')
  await page.getByText('匿名捐赠').click()
  await reader.press('下一步')
  await reader.press(/登记捐赠/)
  await page.getByRole('heading', { name: '谢谢你的捐赠' }).waitFor()
  await reader.look()
  await reader.go('/')
  await reader.go('/mine')
  await reader.press('注册账号')
  const { items: [project] } = await ask(`/v1/hubs/${HUB}/projects?is_funded=true`)
  await reader.go(`/p/${HUB}/${project.project}`)
  await reader.go('/verify')
  const receipt = await someReceipt()
  await reader.go(receipt)
  await reader.go(receipt.replace(/hash=.{4}/, 'hash=0000'))
  page.faults = page.faults.filter((fault) => !fault.includes('404')) // there is no such receipt
  await reader.go('/notices')
  await reader.go(`/notices/${HUB}/${notice}`)
  await reader.go(`/search?q=${encodeURIComponent('龙岗')}`)
  await reader.go('/transparency')
  await page.getByRole('link', { name: '账本', exact: true }).or(page.getByRole('button', { name: '账本', exact: true })).first().click()
  await reader.look()
  await reader.leave()
  reader.finish({ '怎样捐赠': 'where staff alone enter gifts: operations_test' })
})

test('organisation.md', async () => {
  const reader = new Reader('organisation')
  const page = await reader.open(null, '/console/sign-in')
  await reader.press('注册账号')
  await page.getByText('社会组织，申报项目').click()
  await reader.look()
  await reader.leave()

  await reader.open('申请人一', `/${HUB}/workspace`)
  const desk = reader.page
  const title = `照护者茶话会${Date.now() % 100000}`
  await reader.press(/^申请: 第二批公益创投/) // the call that the sample leaves open
  await desk.getByLabel('项目名称').fill(title)
  await desk.getByLabel('申请金额（元）').fill('800')
  await desk.getByLabel('第 1 行用途').fill('茶点')
  await desk.getByLabel('第 1 行金额（元）').fill('800')
  await desk.waitForURL(/draft=/)
  await desk.getByText(/^已保存/).waitFor()
  await reader.press('提交申请')
  await desk.getByText('已提交，等待站点初审').waitFor()
  await reader.look()

  const { items } = await as('申请人一').get('applications')
  const { application } = items.find((one) => one.title === title)
  await as('操作员林').post(`applications/${application}/screening`, { outcome: 'return', reason: '请写明地点' })
  await reader.go(`/console/${HUB}/workspace`)
  await reader.press(new RegExp(`^《${title}》被退回补正`))
  await reader.press('修改')
  await desk.getByLabel('联系方式（不公开）').fill('0755-0000000')
  await reader.press('提交新版本')

  await reader.go(`/console/${HUB}/workspace`)
  const { items: awards } = await as('申请人一').get('awards')
  const { award } = awards.find((one) => one.state === 'under_way')
  await desk.locator(`td a[href$="/workspace/awards/${award}"]`).click()
  await reader.look()
  await reader.press('提交报告')
  await desk.getByLabel('做了什么，成效如何').fill('茶话会三场。')
  await desk.getByLabel('到目前为止用了（元）').fill('0')
  await reader.press('提交这份报告')
  await reader.leave()
  reader.finish()
})

test('expert.md', async () => {
  const reader = new Reader('expert')
  const page = await reader.open('评审甲', '/')
  await reader.press('评审')
  await reader.press(/^评分: 再次申请/) // what the sample leaves to score
  await page.getByLabel('需求真实').fill('101')
  await reader.press('提交评分') // what is wrong is said beside it
  for (const criterion of ['需求真实', '成效明确', '高效运作']) await page.getByLabel(criterion).fill('90.5')
  await page.getByText(/^已保存/).waitFor()
  await reader.look()
  await reader.press('提交评分')
  await page.getByText('评分已提交').waitFor()
  await reader.look()
  await reader.leave()
  reader.finish({
    结束评审: 'rounds_test: the officer closes the panel', 解除误报: 'corrections_test: the council lifts a conflict',
  })
})

test('officer.md', async () => {
  const reader = new Reader('officer')
  const page = await reader.open('操作员林', '/')
  await reader.press('资助与征集')
  await reader.press('发起征集')
  await page.getByText('存为草稿').waitFor()
  await reader.go(`/console/${HUB}/rounds`)
  await reader.press('第二批公益创投（示例）') // the call that the sample leaves open
  await reader.press('申请')
  await reader.press('邻里守望（示例）')
  await reader.confirm('通过')
  await reader.confirm('撤销初审', reason('点错了'))
  await reader.press('评审组')
  await reader.press('排序与决定')
  await reader.press('公示与资助')

  const { items } = await as('操作员林').get('awards')
  const running = items.find((one) => one.state === 'under_way')
  await reader.go(`/console/${HUB}/rounds/${running.round}/awards/${running.award}`)
  await reader.leave()
  reader.finish({
    '结束评审，启封评分': 'rounds_test: once the call has closed', 发布公示: 'rounds_test: once the fund has reserved',
    登记签约: 'story_test: once the notice has ended', 打印: 'of the browser',
  })
})

test('finance.md', async () => {
  const reader = new Reader('finance')
  const page = await reader.open('财务陈', '/')
  await reader.press('基金与账本')
  const name = `指南基金${Date.now() % 100000}`
  await reader.confirm('设立基金', (dialog) => dialog.getByLabel('基金名称').fill(name))
  await reader.press(name)
  await reader.confirm('登记拨入', async (dialog) => {
    await dialog.getByLabel('金额（元）').fill('50')
    await dialog.getByLabel(/^资金来源/).fill('区财政预算')
  })
  await reader.press('捐赠')
  await reader.press('登记捐赠')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('金额（元）').fill('30')
  await dialog.getByLabel(/^请再输入一次金额/).fill('30')
  await dialog.locator('button[type=submit]').click()
  await dialog.getByText('已登记 ¥30.00').waitFor()
  await reader.look()
  await reader.press('打印票据', dialog)
  await reader.confirm('退回捐赠', reason('重复登记'))
  await reader.press('收款渠道')

  await reader.press('付款')
  const reference = `GUIDE-${Date.now()}`
  await reader.confirm('登记付款', (form) => form.getByLabel('银行流水号').fill(reference))
  await page.getByRole('row', { name: new RegExp(reference) }).getByText('等另一位财务人员复核').waitFor()
  await reader.press('账本')
  await reader.press('核对账目')
  await page.getByText(/^账目相符/).waitFor()
  await reader.look()
  await reader.leave()

  await reader.open('复核周', `/${HUB}/funds/payments`)
  const row = reader.page.getByRole('row', { name: new RegExp(reference) })
  await row.getByRole('button', { name: '复核付款' }).click()
  const again = reader.page.getByRole('dialog').locator('label', { hasText: '请再输入一次金额' })
  const [, amount] = (await again.innerText()).match(/¥([\d,.]+)/)
  await again.locator('input').fill(amount)
  await reader.page.getByRole('dialog').locator('button[type=submit]').click()
  await row.getByText('已付', { exact: true }).waitFor()
  await reader.look()
  await reader.leave()
  reader.finish()
})

test('supervisor.md', async () => {
  const reader = new Reader('supervisor')
  const page = await reader.open('监督吴', '/')
  await reader.press('数据总览')
  await reader.press('基金与账本')
  await reader.press('账本')
  await reader.press('核对账目')
  await page.getByText(/^账目相符/).waitFor()
  await reader.look()
  await reader.press('资助与征集')
  await reader.press('年度公益创投（示例）')
  await reader.press('申请')
  await page.locator('tbody a').first().click()
  await page.getByText('办理记录').first().waitFor()
  await reader.look()
  await reader.press('系统运行')
  await reader.press('监督意见')
  const text = `付款回单请补齐${Date.now()}`
  await reader.confirm('提出监督意见', (dialog) => dialog.getByLabel('意见内容').fill(text))
  const { items } = await as('监督吴').get('findings')
  const { finding_id: finding } = items.find((one) => one.text === text)
  await as('财务陈').post(`findings/${finding}/answers`, { text: '本周补齐。' })
  await reader.go(`/console/${HUB}/findings/${finding}`)
  await reader.confirm('办结', reason('已经补齐'))
  await reader.leave()
  reader.finish()
})

test('README.md', async () => {
  const reader = new Reader('README')
  await reader.open(null, '/', { width: 360, height: 780 })
  await reader.press('菜单')
  await reader.page.context().setOffline(true)
  await reader.page.getByText(/连不上网关/).first().waitFor()
  await reader.look()
  await reader.page.context().setOffline(false)
  await reader.page.context().close()
  const page = await reader.open('操作员林', `/${HUB}/rounds/new`)
  await page.getByLabel('名称', { exact: true }).fill('一次征集')
  await page.getByText(/^已保存/).waitFor()
  await reader.look()
  await reader.go(`/console/${HUB}/rounds`)
  await reader.go('/console/account')
  await reader.go('/console/account?view=notices')
  await reader.go('/console/account?view=own')
  await reader.go('/mine')
  await reader.leave()
  reader.finish({ 再试一次: 'when an answer was lost', 请求编号: 'beside what was refused' })
})
