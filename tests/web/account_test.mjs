/** What belongs to whoever is signed in: an account of one's own, messages, settings, the password. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { base, launch, settle, visit } from './browser.mjs'
import { as, inPage, newcomer, passwordOf, until, withPerson } from './scene.mjs'

let browser
before(async () => {
  browser = await launch()
})
after(() => browser.close())

/** The browser itself tells of an answer that was a refusal. */
const isRefusal = (fault) => /status of 4\d\d/.test(fault)

const withPage = (options, work) => inPage(browser, options, async (page) => {
  await work(page)
  page.faults = page.faults.filter((fault) => !isRefusal(fault))
})

async function fillPassword(page, password, again = password) {
  const fields = page.locator('input[autocomplete=new-password]')
  await fields.nth(0).fill(password)
  await fields.nth(1).fill(again)
}

/** Somebody new with a message: that a role was given. */
async function somebodyTold(role) {
  const account = await newcomer('居民', role)
  await until('a message', async () => (await as(account).get('inbox')).unread_count > 0)
  return account
}

test('a resident opens an account, under a name nobody has, and is signed in', () =>
  withPage({ width: 360, height: 780 }, async (page) => {
    const name = `周末义工${crypto.randomUUID().slice(0, 8)}`
    await visit(page, '/mine')
    await page.getByRole('link', { name: '注册账号' }).click()
    await page.getByRole('heading', { level: 1, name: '注册账号' }).waitFor()
    const open = page.getByRole('button', { name: '注册并登录' })
    await page.locator('input[autocomplete=username]').fill('居民李')
    await fillPassword(page, 'too short')
    assert.ok(await open.isDisabled(), 'nine characters are too few')
    await fillPassword(page, 'long enough now', 'long enough, too')
    await page.getByText('两次输入不一样').waitFor()
    assert.ok(await open.isDisabled())
    await fillPassword(page, 'long enough now')
    await open.click()
    await page.getByText('这个账号名已经有人用了', { exact: false }).waitFor()

    await page.locator('input[autocomplete=username]').fill(name)
    await open.click()
    await page.waitForURL(`${base}/mine`)
    await page.getByText('这个账号还没有捐赠记录', { exact: false }).waitFor()
    await page.getByRole('link', { name: '我的账号' }).click()
    await page.getByRole('link', { name: '账号与密码' }).click()
    await page.getByText(name).waitFor()
  }))

test('a message that is opened is read', async () => {
  const account = await somebodyTold('donor')
  await withPerson(browser, account, '/account', async (page) => {
    const title = page.locator('#inbox-title')
    const { unread_count: before, items } = await as(account).get('inbox?unread=true')
    await until('the count', async () => (await title.textContent()) === `${before} 条未读`)
    await page.getByRole('button', { name: items[0].subject }).first().click()
    const { body } = await as(account).get(`inbox/${items[0].message}`)
    assert.equal((await page.locator('.body').textContent()).trim(), body.trim())
    await until('one less', async () => (await title.textContent()) === `${before - 1} 条未读`)
    assert.equal((await as(account).get('inbox')).unread_count, before - 1)
    assert.ok((await as(account).get(`inbox/${items[0].message}`)).read_at)
  })
})

test('how somebody wants to hear of things is kept', async () => {
  const account = await somebodyTold('donor')
  await withPerson(browser, account, '/account?view=notices', async (page) => {
    await page.getByLabel('消息用哪种语言').selectOption('en')
    const mail = page.getByLabel('消息同时发到我的邮箱')
    const wasMailed = await mail.isChecked()
    await mail.click()
    const kind = page.locator('label.kind select').first()
    await kind.selectOption('no')
    await page.getByLabel('这段时间不发邮件', { exact: false }).check()
    await page.getByLabel('从', { exact: true }).fill('21:30')
    await page.getByLabel('本站点的通知邮箱', { exact: false }).fill('a.donor@example.org')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('已保存。').waitFor()

    const kept = await as(account).get('preferences')
    assert.deepEqual([kept.locale, kept.email, kept.quiet_from], ['en', !wasMailed, 21 * 60 + 30])
    assert.deepEqual(kept.events.map((one) => one.email), [false])
    assert.equal((await as(account).get('contact')).email, 'a.donor@example.org')
    await page.reload()
    await settle(page)
    assert.equal(await page.locator('label.kind select').first().inputValue(), 'no')
    assert.equal(await page.getByLabel('从', { exact: true }).inputValue(), '21:30')
  })
})

test('a password is changed by who knows the old one, and other devices are signed out', async () => {
  const account = await newcomer('居民', 'donor')
  await withPerson(browser, account, '/account?view=own', async (page) => {
    const old = page.locator('input[autocomplete=current-password]')
    const change = page.getByRole('button', { name: '修改密码' })
    await old.fill('not the old one')
    await fillPassword(page, 'a new password, longer')
    await change.click()
    await page.getByText('原密码缺失或不正确').waitFor()
    page.faults = page.faults.filter((fault) => !isRefusal(fault))

    assert.ok((await as(account).get('me')).account)
    await old.fill(passwordOf(account))
    await change.click()
    await page.getByText('密码已修改，其他设备已退出。').waitFor()
    await assert.rejects(() => as(account).get('me'), /401/)
    await page.reload()
    await settle(page)
    await page.getByText(account).first().waitFor()
  })
})

test('somebody takes the own data away', async () => {
  const account = await somebodyTold('donor')
  await withPerson(browser, account, '/account?view=own', async (page) => {
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载我的数据' }).click()
    const data = JSON.parse(await readFile(await (await saving).path(), 'utf8'))
    assert.equal(data.account.account.account, account)
    assert.ok(data.messages.length > 0)
    assert.ok(data.tokens.length > 0)
  })
})

test('a session that is ended here is over', async () => {
  const account = await newcomer('居民', 'donor')
  await withPerson(browser, account, '/account?view=own', async (page) => {
    const { items } = await as(account).get('tokens')
    const shown = page.locator('.tokens li')
    assert.equal(await shown.count(), items.filter((one) => !one.revoked_at).length)
    // The oldest is the one the test itself signed in by.
    await shown.last().getByRole('button').click()
    await until('one less', async () => (await shown.count()) < items.length)
  })
})
