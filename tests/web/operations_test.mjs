/** What an administrator looks after: who is told what, the keys of programs, what a restore lost, people's data. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { ask, base, launch, settle, visit } from './browser.mjs'
import { as, checkShown, confirm, HUB, inPage, READERS_ASKED, reason, withPerson } from './scene.mjs'

const admin = '管理员何'
const dialog = (page) => page.getByRole('dialog')
const at = (path) => `/${HUB}/operations/${path}`

let browser
before(async () => (browser = await launch()))
after(() => browser.close())

test('what a message says is changed with a preview, and put back as it was made', async () => {
  const said = `收到您的申请 ${Date.now()}`
  const inForce = async () => (await as(admin).get('templates?event=grants.application_submitted&limit=100')).items
    .find((one) => one.name === 'application_received' && one.locale === 'zh')
  const before = await inForce()
  await withPerson(browser, admin, at('texts?event=grants.application_submitted'), async (page) => {
    await page.getByRole('link', { name: before.subject.replaceAll(/\{\{.*?\}\}/g, '…') }).click()
    await page.getByRole('button', { name: '修改中文' }).click()
    const form = dialog(page)
    await form.getByLabel('标题').fill(`${said}：{{nummer}}`)
    await form.getByText(/nummer/).waitFor() // no such thing to name
    assert.ok(await form.getByRole('button', { name: '保存并启用' }).isDisabled())
    page.faults = page.faults.filter((fault) => !fault.includes('422'))
    await form.getByLabel('标题').fill(said)
    await form.getByLabel('正文').fill('金额：')
    await form.getByText('可以插入的内容').click()
    await form.getByRole('button', { name: 'amount|yuan' }).click()
    await form.getByText('金额：12,345.67元').waitFor()
    await form.getByRole('button', { name: '保存并启用' }).click()
    await form.waitFor({ state: 'detached' })
    await page.getByText('金额：{{amount|yuan}}').first().waitFor()
    assert.equal((await inForce()).subject, said)
    await confirm(page, '改回系统自带')
    await page.getByText(before.subject, { exact: true }).first().waitFor()
  })
  assert.equal((await inForce()).body, before.body)
})

test('a rule is added, changed, stopped and put back', async () => {
  const rules = async () => (await as(admin).get('rules?event=grants.visit_recorded&limit=200')).items.filter((one) => !one.disabled_at)
  const name = `visit_${Date.now()}`
  const said = `走访已登记 ${Date.now()}`
  await withPerson(browser, admin, at('texts?event=grants.visit_recorded'), async (page) => {
    await page.getByRole('button', { name: '新增文字' }).click()
    await dialog(page).getByLabel(/^代号/).fill(name)
    await dialog(page).getByLabel('标题').fill(said)
    await dialog(page).getByLabel('正文').fill('{{hub}}登记了一次走访。')
    await dialog(page).getByRole('button', { name: '保存并启用' }).click()
    await page.getByText('没有规则用到这段文字，所以不会发出。').waitFor()
    await page.getByText('还没有这种语言的文字').waitFor()

    await page.getByRole('link', { name: '通知规则' }).click()
    await page.getByLabel('发生什么').selectOption('grants.visit_recorded')
    await page.getByRole('button', { name: '新增规则' }).click()
    await dialog(page).getByLabel('发生什么').selectOption('grants.visit_recorded')
    await dialog(page).getByLabel('通知谁').selectOption('applicant')
    await dialog(page).getByLabel('文字').selectOption(name)
    await dialog(page).getByRole('button', { name: '新增规则' }).click()
    await page.getByRole('row', { name: /该项目的申请方.*只发站内信/ }).waitFor()
    assert.deepEqual((await rules()).map((one) => [one.audience, one.template]), [['applicant', name]])

    await page.getByRole('button', { name: `修改规则 ${said}` }).click()
    await dialog(page).getByLabel('另发邮件').check()
    await reason('申请方希望收到邮件')(dialog(page))
    await dialog(page).getByRole('button', { name: '修改规则' }).click()
    await page.getByRole('row', { name: /该项目的申请方.*另发邮件/ }).waitFor()
    assert.deepEqual((await rules()).map((one) => one.email), [true])

    await page.getByRole('button', { name: `停用规则 ${said}` }).click()
    await reason('走访另有通知')(dialog(page))
    await dialog(page).getByRole('button', { name: '停用规则' }).click()
    await page.getByText('没有符合条件的。').waitFor()
    await page.getByLabel('也显示已停用的').check()
    await page.getByRole('row', { name: new RegExp(`${said}.*另发邮件.*走访另有通知`) }).getByRole('button').click()
    await dialog(page).getByRole('button', { name: '恢复规则' }).click()
    await dialog(page).waitFor({ state: 'detached' })
    await settle(page)
  })
  const [rule] = await rules()
  assert.equal(rule.email, true)
  await as(admin).post(`rules/${rule.rule}/disabling`, { reason: '只为试验' })
})

test('a key is made with some roles, works, and is revoked', async () => {
  const label = `每日对账 ${Date.now()}`
  let token
  const ask = () => fetch(`${base}/v1/hubs/${HUB}/me`, { headers: { Authorization: `Bearer ${token}` } })
  await withPerson(browser, admin, at('keys'), async (page) => {
    await page.getByRole('button', { name: '发放密钥' }).click()
    await dialog(page).getByLabel(/^用途/).fill(label)
    await dialog(page).getByLabel('有效期').selectOption('30')
    await dialog(page).getByRole('checkbox').first().check()
    await dialog(page).getByRole('button', { name: '发放密钥' }).click()
    token = await dialog(page).getByLabel(/^密钥（/).inputValue()
    assert.equal((await ask()).status, 200)
    await dialog(page).getByRole('button', { name: '已保存好' }).click()
    await page.getByRole('row', { name: new RegExp(`${label}.*管理员.*有效`) }).waitFor()
    await page.getByRole('button', { name: `吊销密钥 ${label}` }).click()
    await reason('程序停用')(dialog(page))
    await dialog(page).getByRole('button', { name: '吊销密钥' }).click()
    await page.getByRole('cell', { name: label, exact: true }).waitFor({ state: 'detached' })
    await page.getByLabel('也显示已失效的').check()
    await page.getByRole('row', { name: new RegExp(`${label}.*已吊销`) }).waitFor()
  })
  assert.equal((await ask()).status, 401)
})

test('who asks for it gets a copy of what is kept, and is forgotten; who looked is on record', async () => {
  const name = `要删除的人${Date.now()}`
  const email = `${Date.now()}@example.org`
  const { account_id } = await as(admin).post('accounts', {
    account: name, display_name: name, email, grants: [{ role: 'donor', scope: HUB }],
  })
  await withPerson(browser, admin, at('privacy'), async (page) => {
    await page.getByLabel('电话或邮箱（与当时登记的完全一致）').fill(email)
    await page.getByRole('button', { name: '查找' }).click()
    await page.getByRole('row', { name: new RegExp(`账号.*${email}`) }).waitFor()
    assert.ok(!page.url().includes('example.org'), 'a contact is not in the address')
    await page.locator('form.filters select').selectOption(account_id)
    await page.getByRole('button', { name: '查找' }).click()
    await page.getByRole('row', { name: /登记 职责 职责 捐赠人/ }).waitFor()
    await page.getByRole('row', { name: new RegExp(`登记 账号 称呼 ${name}`) }).waitFor()
    const fields = await page.getByRole('region', { name: '查一个人的信息' }).locator('tbody td:nth-child(3)').allTextContents()
    assert.deepEqual(fields.filter((field) => /^[a-z_]+$/.test(field.replace('项目', ''))), [])
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载 CSV' }).first().click()])
    assert.equal(saved.suggestedFilename(), 'personal-data.csv')

    await page.getByRole('link', { name: '删除账号和个人信息' }).click()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    await page.getByRole('button', { name: '删除账号和个人信息' }).click()
    const go = dialog(page).getByRole('button', { name: '删除账号和个人信息' })
    await reason('本人书面申请')(dialog(page))
    await dialog(page).getByLabel(/^请输入账号名确认/).fill('别人')
    assert.ok(await go.isDisabled(), 'its name is typed first')
    await dialog(page).getByLabel(/^请输入账号名确认/).fill(name)
    await go.click()
    await dialog(page).waitFor({ state: 'detached' })
    await settle(page)
    assert.equal(await page.getByText(name).count(), 0)
  })
  const { items } = await as(admin).get(`registry/personal-data?account=${account_id}&limit=100`)
  assert.ok(!JSON.stringify(items).includes(email))
  await withPerson(browser, '监督吴', at('privacy'), async (page) => {
    await page.getByRole('row', { name: new RegExp(`管理员何.*个人信息副本`) }).first().waitFor()
    assert.equal(await page.getByRole('button', { name: '查找' }).count(), 0)
  })
})

test('all that was disclosed can be read on, the newest first', async () => {
  const officer = as('操作员林')
  const { account } = await officer.get('me')
  const { person_id } = await officer.post('people', { name: `常被查看的人${Date.now()}`, phone: '13700000000' })
  for (let i = 0; i < 105; i++) await officer.get(`people/${person_id}`)
  await withPerson(browser, admin, at(`privacy?by=${account.account_id}`), async (page) => {
    const list = page.locator('section', { has: page.locator('#disclosures') })
    await list.getByRole('button', { name: '再显示一些' }).click()
    await list.locator('table[aria-rowcount]').waitFor()
    const [saved] = await Promise.all([page.waitForEvent('download'), list.getByRole('button', { name: '下载 CSV' }).click()])
    const times = readFileSync(await saved.path(), 'utf8').trim().split('\r\n').slice(1).map((line) => line.split(',')[0])
    assert.ok(times.length >= 105, `${times.length}`)
    assert.deepEqual(times, [...times].sort().reverse())
  })
})

test('an admin has staff alone enter gifts: the portal then says where to give, and nobody is led to a refusal', async () => {
  const { items: [project] } = await ask(`/v1/hubs/${HUB}/projects?is_funded=true&limit=1`)
  const anonymously = () => fetch(`${base}/v1/hubs/${HUB}/gifts`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify({ fund: project.fund, amount: 100, channel: 'counter' }),
  })
  await withPerson(browser, admin, at('giving'), async (page) => {
    await page.getByRole('heading', { name: '任何人都可以在门户登记捐赠' }).waitFor()
    await confirm(page, '改为只由工作人员登记', reason('没有公开募捐资格'))
    await page.getByRole('heading', { name: '捐赠只由工作人员登记' }).waitFor()
    await page.getByText('没有公开募捐资格').first().waitFor()
  })
  try {
    const refused = await anonymously()
    assert.equal(refused.status, 403)
    assert.match((await refused.json()).type, /gifts_by_staff$/)
    for (const [reader, options] of READERS_ASKED)
      await inPage(browser, options, async (page) => {
        await visit(page, `/p/${HUB}/${project.project}`)
        await page.locator(`a[href*="/give?"][href*="${project.project}"]`).first().click()
        await page.getByRole('heading', { name: options.language === 'en' ? 'How to give' : '怎样捐赠', level: 1 }).waitFor()
        await page.getByText(project.title).waitFor()
        assert.match(await page.getByRole('link', { name: /指定募捐平台/ }).getAttribute('href'), /^https:/)
        await page.getByText('捐赠柜台', { exact: false }).first().waitFor()
        assert.equal(await page.locator('main form, main button').count(), 0)
        await checkShown(page, `how to give ${reader}`)
      })
    // Who handles money still enters a gift.
    await as('财务陈').post('gifts', { fund: project.fund, amount: 100, channel: 'counter' })
  } finally {
    await withPerson(browser, admin, at('giving'), (page) => confirm(page, '改为任何人都可以登记', reason('试验结束')))
  }
  assert.equal((await anonymously()).status, 200)
})

test('where nothing listens for other machines, nobody is invited in vain', () =>
  withPerson(browser, admin, at('hubs'), async (page) => {
    await page.getByText('这里还不接受其他机器接入').waitFor()
    assert.equal(await page.getByRole('button', { name: '邀请站点接入' }).count(), 0)
  }))
