/** The first days of a hub: its first administrator sets it up and looks after it. */
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { after, before, test } from 'node:test'

import { findings, launch, openPage, settle, visit } from './browser.mjs'
import { freshHub } from './fresh.mjs'

const HUB = 'longgang'
const NAME = '龙岗社会创新中心'
const PASSWORD = 'a long enough password'

let browser
let hub
let colleague // what the colleague was given

before(async () => {
  browser = await launch()
  hub = await freshHub(HUB)
})
after(async () => {
  await browser.close()
  await hub.end()
})

async function withPage(work, options = {}) {
  const page = await openPage(browser, { at: hub.at, ...options })
  try {
    await work(page)
    assert.deepEqual(page.faults, [])
  } finally {
    await page.context().close()
  }
}

async function signIn(page, account) {
  await visit(page, '/console/sign-in')
  await page.locator('input[autocomplete=username]').fill(account)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.locator('form button[type=submit]').click()
  await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'))
  await settle(page)
}

async function setPassword(page) {
  await page.getByLabel('密码（至少 10 个字符）').fill(PASSWORD)
  await page.getByLabel('再输入一次').fill(PASSWORD)
  await page.getByRole('button', { name: '设置密码并登录' }).click()
}

async function invite(page, name, account, role) {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('姓名').fill(name)
  await dialog.getByLabel(/^账号名/).fill(account)
  await dialog.getByLabel('职责').selectOption(role)
  await dialog.getByRole('button', { name: '邀请同事' }).click()
  const link = await dialog.getByLabel(/^邀请链接/).inputValue()
  await dialog.getByRole('button', { name: '已交给本人' }).click()
  await dialog.waitFor({ state: 'detached' })
  return link
}

/** The step that is open, by what it is called; done by then or not. */
const step = (page, title, state) => page.locator('li > details', { hasText: title }).getByText(state, { exact: true })

test('the first administrator comes by the token of cw init and is led through', () =>
  withPage(async (page) => {
    await visit(page, `/console/join#${hub.token}`)
    await page.getByText('账号是“chief”', { exact: false }).waitFor()
    assert.equal(new URL(page.url()).hash, '', 'the token does not stay in the address')
    await setPassword(page)
    await page.getByRole('heading', { name: '开站向导' }).waitFor()
    await settle(page)
    assert.deepEqual(await findings(page), [])

    await page.getByLabel('站点名称').fill(NAME)
    await page.getByRole('button', { name: '保存名称' }).click()
    await step(page, '给站点起名', '已完成').waitFor()

    await page.getByLabel('运营机构名称').fill('龙岗区春暖社工服务中心')
    await page.getByLabel('委托方（主管单位）').fill('龙岗区民政局')
    await page.reload() // what was typed is kept
    await settle(page)
    assert.equal(await page.getByLabel('委托方（主管单位）').inputValue(), '龙岗区民政局')
    await page.getByRole('button', { name: '登记运营机构' }).click()
    await step(page, '登记由谁运营', '已完成').waitFor()

    await page.getByRole('button', { name: '邀请一位同事' }).click()
    colleague = await invite(page, '林晓', 'linxiao', 'operator')
    await step(page, '邀请同事', '未完成').waitFor() // nobody keeps the books yet
    await page.getByRole('button', { name: '邀请一位同事' }).click()
    await invite(page, '陈明', 'chenming', 'finance')
    await step(page, '邀请同事', '已完成').waitFor()
    await page.getByText('财务登录后，先设立基金').waitFor()
    // A real hub begins empty: the sample is looked at elsewhere.
    await page.getByRole('heading', { name: '先看示例', exact: true }).waitFor()
    await page.getByText('./run --data sample --http 8081').waitFor()

    await visit(page, '/')
    await page.getByRole('heading', { name: NAME, level: 1 }).waitFor()
    // Empty as it is, its first page says so, what will be where, and where to look meanwhile.
    await settle(page)
    for (const told of ['还没有捐赠。', '目前没有开放的征集。', '还没有公开的项目。'])
      await page.locator('main').getByText(told, { exact: false }).waitFor()
    const figures = await page.locator('.figure .value').allTextContents()
    assert.deepEqual([...new Set(figures.map((one) => one.trim()))], ['0元'])
    await page.locator('main').getByRole('link', { name: '全部征集' }).waitFor()
  }))

test('a token is good once', () =>
  withPage(async (page) => {
    await visit(page, `/console/join#${hub.token}`)
    await page.getByText('邀请已经用过、已经过期，或不完整。', { exact: false }).waitFor()
    page.faults = page.faults.filter((fault) => !fault.includes('401'))
  }))

test('a colleague opens the link, sets a password, and sees the own rooms only', () =>
  withPage(async (page) => {
    await page.goto(colleague)
    await page.getByText(`林晓，欢迎加入${NAME}。`).waitFor()
    await setPassword(page)
    await page.getByRole('heading', { name: '你好，林晓' }).waitFor()
    const rooms = page.getByRole('navigation', { name: '菜单' })
    await rooms.getByRole('link', { name: '系统运行' }).waitFor()
    assert.equal(await rooms.getByRole('link', { name: '基金与账本' }).count(), 0)
    // What nobody entered yet is not what a filter hides.
    for (const [path, told, filter] of [
      ['rounds', '还没有征集。', 'state=cancelled'], ['register/people', '还没有登记人员。', 'role=expert'],
    ]) {
      await visit(page, `/console/${HUB}/${path}`)
      await page.getByText(told).waitFor()
      await visit(page, `/console/${HUB}/${path}?${filter}`)
      await page.getByText('没有符合条件的。').waitFor()
    }
  }))

test('the administrator settles what a service could not apply', async () => {
  await hub.stop()
  hub.bury()
  await hub.start()
  await withPage(async (page) => {
    await signIn(page, 'chief')
    await visit(page, `/console/${HUB}/operations/letters`)
    const rows = page.getByRole('region', { name: '无法处理的事件' }).locator('tbody tr')
    await rows.nth(1).waitFor()

    await rows.first().getByRole('button', { name: '重试' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('理由（留存备查）').fill('登记已补齐')
    await dialog.getByRole('button', { name: '重试' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)

    await rows.first().getByRole('button', { name: '跳过' }).click()
    await dialog.getByLabel('理由（留存备查）').fill('内容残缺，已向来源核实')
    await dialog.getByRole('button', { name: '跳过' }).click()
    await page.getByText('没有待处理的事件。').waitFor()

    await visit(page, `/console/${HUB}/operations`)
    await page.getByRole('heading', { name: '一切正常，没有需要处理的情况。' }).waitFor()
    await page.getByRole('button', { name: '校验哈希链' }).click()
    await page.getByText(/资助: [\d,]+ 条，完整/).waitFor()
  })
})

test('the administrator is told what a restore lost and what to do, and strikes it off', async () => {
  await hub.stop()
  hub.lose()
  await hub.start()
  await withPage(async (page) => {
    await signIn(page, 'chief')
    await visit(page, `/console/${HUB}/operations`)
    await page.getByText('逐条核对、补录，然后销账。').waitFor()
    await page.getByRole('link', { name: '去处理' }).click()
    const rows = page.getByRole('region', { name: '恢复后缺失的内容' }).locator('tbody tr')
    await rows.nth(2).waitFor()
    assert.deepEqual(await findings(page), [])
    await page.getByText('所跟随的日志都一致。').waitFor()

    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: '销账到此 募捐与账本 2' }).click()
    await dialog.getByText('（共 2 条）').waitFor()
    await dialog.getByLabel('理由（留存备查）').fill('已按纸质登记补录')
    await dialog.getByRole('button', { name: '销账到此' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '销账到此 募捐与账本 2' }).waitFor({ state: 'detached' })
    assert.equal(await rows.count(), 1)
    await page.getByText('LG-2026-000017').waitFor()
    await page.getByRole('button', { name: '销账到此 募捐与账本 3' }).click()
    await dialog.getByLabel('理由（留存备查）').fill('编号作废，已公告')
    await dialog.getByRole('button', { name: '销账到此' }).click()
    await page.getByText('没有缺失的内容。').waitFor()
    await visit(page, `/console/${HUB}/operations`)
    await page.getByRole('heading', { name: '一切正常，没有需要处理的情况。' }).waitFor()
  })
})

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

/** The public half of an X25519 key that is written in Z85, as the API writes it. */
function publicHalf(z85) {
  const secret = Buffer.concat(z85.match(/.{5}/g).map((five) => {
    const word = Buffer.alloc(4)
    word.writeUInt32BE([...five].reduce((sum, digit) => sum * 85 + DIGITS.indexOf(digit), 0))
    return word
  }))
  const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), secret])
  return createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' }).x
}

test('the administrator hands a branch the code by which its own machine joins, and takes it back', () =>
  withPage(async (page) => {
    await signIn(page, 'chief')
    await visit(page, `/console/${HUB}/operations/hubs`)
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: '登记下级站点' }).click()
    await dialog.getByLabel('站点名称').fill('坂田分部')
    await dialog.getByLabel(/^代号/).fill('bantian')
    await dialog.getByRole('button', { name: '登记下级站点' }).click()
    await dialog.waitFor({ state: 'detached' })

    await page.getByRole('button', { name: '邀请站点接入' }).click()
    await dialog.getByLabel(/^哪个站点/).selectOption(`${HUB}.bantian`)
    await dialog.getByLabel(/^对方从哪里连到这里/).fill('tcp://district.example.org:5557')
    await dialog.getByRole('button', { name: '邀请站点接入' }).click()
    const code = await dialog.getByLabel(/^接入码/).inputValue()
    const [endpoint, , secret, above, branch] = Buffer.from(code.replace(/^cwj1\./, ''), 'base64url').toString().split('\n')
    assert.deepEqual([endpoint, above, branch], ['tcp://district.example.org:5557', HUB, `${HUB}.bantian`])
    await dialog.getByRole('button', { name: '已交给对方' }).click()
    await page.getByText(/接入码 .* 前有效/).waitFor()
    const links = await page.evaluate(async (path) => (await fetch(path)).json(), `/v1/hubs/${HUB}/links`)
    assert.equal(links.items[0].code_key, publicHalf(secret), 'the hub knows the code’s key')

    await page.getByRole('button', { name: '断开' }).click()
    await dialog.getByLabel('理由（留存备查）').fill('接入码发错了人')
    await dialog.getByRole('button', { name: '断开' }).click()
    await page.getByText('已断开').waitFor()
  }))

test('the administrator resets a password and ends an account', () =>
  withPage(async (page) => {
    await signIn(page, 'chief')
    await visit(page, `/console/${HUB}/operations/accounts`)
    await page.getByRole('link', { name: 'chenming' }).click()
    await page.getByRole('heading', { name: '陈明', level: 1 }).waitFor()
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: '重置密码' }).click()
    await dialog.getByLabel('理由（留存备查）').fill('链接过期前没有打开')
    await dialog.getByRole('button', { name: '重置密码' }).click()
    const link = await dialog.getByLabel(/^邀请链接/).inputValue()
    assert.match(link, new RegExp(`^${hub.at}/console/join#cw_${HUB}\\.`))
    await dialog.getByRole('button', { name: '已交给本人' }).click()

    await page.getByRole('button', { name: '注销账号' }).click()
    await dialog.getByLabel('理由（留存备查）').fill('已调离')
    await dialog.getByRole('button', { name: '注销账号' }).click()
    await page.getByRole('button', { name: '恢复账号' }).waitFor()
  }))
