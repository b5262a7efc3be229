/** Nothing that was typed is lost: by Esc, by a reload, by a session that ended. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { launch, settle } from './browser.mjs'
import { as, HUB, passwordOf, setting, until, withPerson } from './scene.mjs'

const officer = '操作员林'
const finance = '财务陈'
const why = '理由（留存备查）'

let browser
before(async () => (browser = await launch()))
after(() => browser.close())

const dialog = (page) => page.getByRole('dialog')

test('a reason that was begun is there again after Esc and after a reload, for what it was begun for', async () => {
  const title = `微公益计划 ${Date.now()}`
  await as(officer).post('programmes', { title, funding: 'charity_grant', year: 2026 })
  await withPerson(browser, officer, `/${HUB}/rounds`, async (page) => {
    const row = page.getByRole('row', { name: new RegExp(title) })
    const open = () => row.getByRole('button', { name: /^结束计划/ }).click()
    await open()
    await dialog(page).getByLabel(why).fill('本年度不再征集')
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    await open()
    assert.equal(await dialog(page).getByLabel(why).inputValue(), '本年度不再征集')
    await dialog(page).getByLabel(why).fill('本年度不再征集，转入明年')
    await page.reload()
    await settle(page)
    const other = page.getByRole('row').filter({ hasNotText: title }).getByRole('button', { name: /^结束计划/ }).first()
    await other.click()
    assert.equal(await dialog(page).getByLabel(why).inputValue(), '')
    await page.keyboard.press('Escape')
    await open()
    assert.equal(await dialog(page).getByLabel(why).inputValue(), '本年度不再征集，转入明年')
    await dialog(page).locator('button[type=submit]').click()
    await dialog(page).waitFor({ state: 'detached' })
  })
})

test('the reason for one correction is not another\'s', () =>
  withPerson(browser, officer, `/${HUB}/register/fields`, async (page) => {
    const correct = page.getByRole('button', { name: /^更正/ })
    const reason = dialog(page).getByLabel(why)
    await correct.first().click()
    await reason.fill('名称写错了')
    await page.keyboard.press('Escape')
    await correct.nth(1).click()
    assert.equal(await reason.inputValue(), '')
    await page.keyboard.press('Escape')
    await correct.first().click()
    assert.equal(await reason.inputValue(), '名称写错了')
  }))

test('who signs out leaves nothing of it behind, even of the form that is open', () =>
  withPerson(browser, officer, `/${HUB}/rounds/new`, async (page) => {
    const kept = () => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('commonweal.draft.')))
    const name = page.getByLabel('名称', { exact: true })
    await name.fill('一次征集')
    await page.getByText(/^已保存/).waitFor()
    assert.notDeepEqual(await kept(), [])
    await name.fill('又一次征集')
    await page.getByRole('button', { name: '退出', exact: true }).click()
    await page.waitForURL((address) => address.pathname.endsWith('/sign-in'))
    await settle(page)
    await until('nothing kept', async () => (await kept()).length === 0)
  }))

test('a rule that was begun is there again after Esc and a reload', () =>
  withPerson(browser, '管理员何', `/${HUB}/operations/rules`, async (page) => {
    await page.getByRole('button', { name: '新增规则' }).click()
    const form = dialog(page).getByRole('combobox').first()
    const chosen = await form.locator('option').nth(3).getAttribute('value')
    await form.selectOption(chosen)
    await page.keyboard.press('Escape')
    await page.reload()
    await settle(page)
    await page.getByRole('button', { name: '新增规则' }).click()
    assert.equal(await form.inputValue(), chosen)
  }))

test('when the session ended, the page leads to signing in and back, and what was typed is there', async () => {
  const { fund } = await setting()
  const { gift_id } = await as(finance).post('gifts', { fund, amount: 5000, channel: 'counter', donor: { display_name: '欧阳小芳' } })
  await withPerson(browser, finance, `/${HUB}/funds/gifts/${gift_id}`, async (page) => {
    const amount = /^请再输入一次金额/
    await page.getByRole('button', { name: '退回捐赠' }).click()
    await dialog(page).getByLabel(why).fill('重复登记')
    await dialog(page).getByLabel(amount).fill('50')
    await page.context().clearCookies()
    await dialog(page).locator('button[type=submit]').click()
    await dialog(page).getByRole('link', { name: '登录', exact: true }).click()
    await page.locator('input[autocomplete=username]').fill(finance)
    await page.locator('input[type=password]').fill(passwordOf(finance))
    await page.locator('form button[type=submit]').click()
    await page.waitForURL((address) => address.pathname.endsWith(gift_id))
    await settle(page)
    await page.getByRole('button', { name: '退回捐赠' }).click()
    assert.equal(await dialog(page).getByLabel(why).inputValue(), '重复登记')
    await dialog(page).getByLabel(amount).fill('50')
    await dialog(page).locator('button[type=submit]').click()
    await dialog(page).waitFor({ state: 'detached' })
    await page.getByRole('definition').getByText('已退回').waitFor()
    // The refusal itself is all that went wrong.
    assert.deepEqual(page.faults.splice(0).filter((fault) => !/401|403/.test(fault)), [])
  })
})

/** The hub does it, and its answer never comes. */
async function loseAnswer(page, path, work) {
  let isDone = false
  await page.route(path, async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    if (!isDone) await route.fetch()
    isDone = true
    await route.abort()
  })
  await work()
  await page.getByRole('alert').waitFor()
  await page.unroute(path)
  // The browser itself tells of each attempt.
  page.faults = page.faults.filter((fault) => !fault.includes('ERR_FAILED'))
}

test('what is sent again after a lost answer is done once; what was changed meanwhile is another', async () => {
  const text = `回单没有附上 ${Date.now()}`
  const recorded = async () =>
    (await as('监督吴').get('findings')).items.map((one) => one.text).filter((one) => one.startsWith(text)).sort()
  await withPerson(browser, '监督吴', `/${HUB}/findings`, async (page) => {
    const record = page.getByRole('button', { name: '提出监督意见' }).first()
    const submit = () => dialog(page).locator('button[type=submit]').click()
    await record.click()
    await dialog(page).getByLabel('意见内容').fill(text)
    await loseAnswer(page, '**/v1/hubs/*/findings', submit)
    await submit()
    await page.waitForURL(/\/findings\/[0-9a-f-]{36}$/)
    assert.deepEqual(await recorded(), [text])

    await page.goBack()
    await record.click()
    await dialog(page).getByLabel('意见内容').fill(`${text}，其一`)
    await loseAnswer(page, '**/v1/hubs/*/findings', submit)
    await page.reload()
    await settle(page)
    await record.click()
    await dialog(page).getByLabel('意见内容').fill(`${text}，其二`)
    await submit()
    await page.waitForURL(/\/findings\/[0-9a-f-]{36}$/)
    await settle(page)
    assert.deepEqual(await recorded(), [text, `${text}，其一`, `${text}，其二`])
  })
})

test('a download that a reload broke off is known to be; what the books came to is there again', () =>
  withPerson(browser, finance, `/${HUB}/funds/ledger`, async (page) => {
    const save = page.getByRole('button', { name: '下载 CSV' }).first()
    await save.waitFor()
    let isAnswered = false
    await page.route('**/v1/hubs/*/ledger?*', (route) => (isAnswered ? route.continue() : undefined))
    await save.click()
    await page.getByRole('button', { name: '已读取 0 条…' }).waitFor()
    isAnswered = true
    await page.reload()
    await page.getByText('上次下载读到 0 条时页面刷新，没有完成，请重新下载。').waitFor()
    await settle(page)
    const saving = page.waitForEvent('download')
    await save.click()
    await saving
    await page.getByText('没有完成，请重新下载', { exact: false }).waitFor({ state: 'detached' })

    await page.getByRole('button', { name: '核对账目' }).click()
    await page.getByText(/^核对于/).waitFor()
    const told = await page.getByText(/^核对于/).textContent()
    await page.reload()
    await settle(page)
    assert.equal(await page.getByText(/^核对于/).textContent(), told)
  }))
