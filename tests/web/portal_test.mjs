/** What residents, donors and journalists do, through the real hub. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { ask, base, launch, settle, visit } from './browser.mjs'
import { assertCodeSays, assertPrints } from './paper.mjs'
import { as, checkShown, inPage, openNotice, READERS_ASKED, until } from './scene.mjs'
import { someReceipt } from './screen_list.mjs'

const HUB = 'longgang'
const SEEN_WITHIN_MS = 2000

let browser
let project

before(async () => {
  browser = await launch()
  const { items } = await ask(`/v1/hubs/${HUB}/projects`)
  project = items.at(-1)
})
after(() => browser.close())

const withPage = (options, work) => inPage(browser, options, work)

/** From a project's page to the thanks; how often something was pressed after the amount. */
async function give(page, amount) {
  await visit(page, `/p/${HUB}/${project.project}`)
  await page.getByRole('link', { name: '为这个项目捐赠' }).click()
  await page.getByLabel('其他金额（元）').fill(amount)
  let taps = 0
  for (; !(await page.getByRole('heading', { name: '谢谢你的捐赠' }).count()); taps++) {
    assert.ok(taps < 4, 'at most four taps')
    const step = await page.getByRole('heading', { level: 1 }).textContent()
    await page.locator('main button[type=submit]').click()
    await page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, step)
  }
  return taps
}

test('a gift takes three screens, and others see it at once', () =>
  withPage({ width: 360, height: 780 }, async (donor) => {
    await withPage({}, async (watcher) => {
      const amount = `${100 + (Date.now() % 900)}.37`
      await visit(watcher, '/')
      await watcher.getByText('实时', { exact: true }).waitFor()
      assert.ok((await give(donor, amount)) <= 4)
      // A project far older than those that the page shows is named, not its fund.
      await watcher
        .getByText(`¥${amount} 给 ${project.title}`, { exact: false }).first()
        .waitFor({ timeout: SEEN_WITHIN_MS })
    })
    await donor.getByText(/请到“.+”交款/).waitFor()
    const check = donor.getByRole('link', { name: '查验这张票据' })
    await assertCodeSays(donor.getByRole('img', { name: /扫码/ }), base + (await check.getAttribute('href')))
    await assertPrints(donor)
    await check.click()
    await donor.getByRole('heading', { name: '票据真实有效' }).waitFor()
    await donor.getByText(/的指纹与票据校验码一致/).waitFor()
  }))

test('a receipt with another code is no receipt', () =>
  withPage({}, async (page) => {
    await visit(page, '/verify')
    await page.getByLabel('票据编号').fill('rc-2026-0001')
    await page.getByLabel('校验码').fill('0'.repeat(64))
    await page.getByRole('button', { name: '查验' }).click()
    await page.getByRole('heading', { name: '查不到这张票据' }).waitFor()
    // The browser itself tells of a 404.
    page.faults = page.faults.filter((fault) => !fault.includes('404'))
  }))

test('a gift needs no mouse', () =>
  withPage({}, async (page) => {
    await visit(page, '/give')
    await page.getByLabel('其他金额（元）').focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('20')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '怎样称呼你' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space') // anonymous
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '在哪里交款' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '谢谢你的捐赠' }).waitFor()
    const focused = await page.evaluate(() => document.activeElement?.tagName)
    assert.equal(focused, 'H1')
  }))

test('what was typed outlives a reload and an outage, and is given once', () =>
  withPage({}, async (page) => {
    await visit(page, '/give')
    await page.getByLabel('其他金额（元）').fill('33.30')
    await page.reload()
    await settle(page)
    assert.equal(await page.getByLabel('其他金额（元）').inputValue(), '33.30')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('heading', { name: '在哪里交款' }).waitFor()

    await page.context().setOffline(true)
    await page.getByText(/连不上网关/).first().waitFor()
    await page.getByRole('button', { name: /登记捐赠/ }).click()
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: '谢谢你的捐赠' }).waitFor()
    const { items } = await ask(`/v1/hubs/${HUB}/public-gifts?limit=20`)
    assert.equal(items.filter((gift) => gift.amount === 3330).length, 1)
    page.faults = page.faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED'))
  }))

test('a gift whose answer was lost is given once', () =>
  withPage({}, async (page) => {
    let lost = 0
    await page.route('**/gifts', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue()
      lost++
      await route.fetch() // the hub has it, nobody hears of it
      return route.abort('timedout')
    })
    await visit(page, '/give')
    await page.getByLabel('其他金额（元）').fill('44.43')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: /登记捐赠/ }).click()
    await page.getByRole('heading', { name: '谢谢你的捐赠' }).waitFor()
    assert.equal(lost, 1)
    const { items } = await ask(`/v1/hubs/${HUB}/public-gifts?limit=20`)
    assert.equal(items.filter((gift) => gift.amount === 4443).length, 1)
    page.faults = page.faults.filter((fault) => !fault.includes('ERR_TIMED_OUT'))
  }))

test('where a platform takes the money, who gives is led there and nothing is registered', () =>
  withPage({ width: 360, height: 780 }, async (page) => {
    await visit(page, '/give')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('radio', { name: /指定募捐平台/ }).check()
    await page.getByText('款项由民政部指定的互联网募捐平台收取', { exact: false }).waitFor()
    const link = page.getByRole('link', { name: /^前往指定募捐平台/ })
    assert.match(await link.getAttribute('href'), /^https:/)
    assert.equal(await link.getAttribute('rel'), 'noopener noreferrer')
    assert.equal(await page.locator('main button[type=submit]').count(), 0)
    await page.getByRole('radio', { name: /捐赠柜台/ }).check()
    await page.getByRole('button', { name: /登记捐赠/ }).waitFor()
  }))

test('each step of giving is readable for everybody', async () => {
  for (const [reader, options] of READERS_ASKED)
    await withPage(options, async (page) => {
      await visit(page, '/give')
      for (const step of ['amount', 'name', 'place', 'receipt']) {
        await checkShown(page, `${step} ${reader}`)
        if (step === 'receipt') break
        const before = await page.locator('h1').textContent()
        await page.locator('main button[type=submit]').click()
        await page.waitForFunction((old) => document.querySelector('h1')?.textContent !== old, before)
      }
      await page.locator('img.code').waitFor()
    })
})

test('who reads English is told that the guides are in Chinese, and so is what reads them aloud', () =>
  withPage({ language: 'en' }, async (page) => {
    await visit(page, '/')
    const link = page.getByRole('contentinfo').getByRole('link', { name: 'Guide (in Chinese)' })
    assert.equal(await link.getAttribute('hreflang'), 'zh-CN')
    await link.click()
    await page.locator('article[lang=zh-CN] h1').waitFor()
    assert.match(await page.title(), /in Chinese/)
    await page.getByText('The guides are in Chinese.').waitFor()
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  }))

test('who looks at a branch stays there by every link of the menu, and gives there', () =>
  withPage({}, async (page) => {
    const branch = 'longgang.bantian'
    const staysThere = async () => {
      const links = page.locator('nav a[href^="/"]:not([href^="/console"]), header a.give, a.brand')
      const ways = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))
      assert.ok(ways.length > 6)
      for (const way of ways) assert.match(way, /[?]hub=longgang[.]bantian$/)
    }
    await visit(page, `/?hub=${branch}`)
    await staysThere()
    await page.getByRole('banner').getByRole('link', { name: '我要捐赠' }).click()
    await page.waitForURL(/\/give\?hub=longgang\.bantian$/)
    await settle(page)
    await staysThere()
  }))

test('where no fund takes gifts it is said, with a way to one that does', () =>
  withPage({}, async (page) => {
    await visit(page, '/?hub=longgang.buji')
    await page.getByRole('link', { name: '看龙岗社会创新中心的项目' }).waitFor()
    await page.getByRole('banner').getByRole('link', { name: '我要捐赠' }).click()
    await page.getByRole('heading', { name: '这里目前不能捐赠', level: 1 }).waitFor()
    await checkShown(page, 'no fund')
    await page.getByRole('link', { name: '到龙岗社会创新中心捐赠' }).click()
    await page.getByRole('heading', { name: '捐多少' }).waitFor()
  }))

test('an amount that is none is not taken', () =>
  withPage({}, async (page) => {
    await visit(page, '/give')
    await page.getByLabel('其他金额（元）').fill('-5')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByText('请填写 0.01 元以上的金额').waitFor()
  }))

/** The first field that has projects in the chosen year and town. */
async function chooseField(page) {
  const fields = await filter(page, '服务领域').locator('option').count()
  for (let i = 1; i < fields; i++) {
    await filter(page, '服务领域').selectOption({ index: i })
    await settle(page)
    if (await page.locator('#rows tbody tr').count()) return
  }
  throw new Error('no project in any field')
}

/** Of a table that was taken away, the sum of a column; it is counted from the end, where no cell has a comma. */
function sumOf(csv, name) {
  const [head, ...lines] = csv.trim().split('\r\n').map((line) => line.split(','))
  const n = head.length - head.indexOf(`${name} (CNY)`)
  assert.ok(n <= head.length, name)
  return lines.reduce((sum, line) => sum + Math.round(Number(line.at(-n)) * 100), 0)
}

/** What a figure says to the fen. */
async function exactFen(figure) {
  return Math.round(Number((await figure.getAttribute('title')).replace(/[¥,]/g, '')) * 100)
}

/** Its label's text holds the choices, too. */
function filter(page, name) {
  return page.locator('.filters label', { hasText: name }).locator('select')
}

test('a filtered address shows everybody the same, and so does the CSV', () =>
  withPage({}, async (page) => {
    await visit(page, '/transparency')
    await filter(page, '年份').selectOption({ index: 1 })
    await filter(page, '街道（地点）').selectOption({ index: 1 })
    await settle(page)
    await chooseField(page)
    const field = await filter(page, '服务领域').inputValue()
    const name = (await filter(page, '服务领域').locator('option:checked').textContent()).trim()
    assert.notEqual(name, field) // as people call it
    for (const cell of await page.locator('#rows td[data-title="服务领域"]').allTextContents()) assert.equal(cell.trim(), name)
    const shown = await page.locator('.figure .value').allTextContents()
    const rows = await page.locator('#rows tbody tr').count()
    assert.ok(rows > 0)

    const saving = page.waitForEvent('download')
    await page.locator('#rows').getByRole('button', { name: '下载 CSV' }).click()
    const csv = await readFile(await (await saving).path(), 'utf8')
    assert.equal(csv.charCodeAt(0), 0xfeff)
    assert.equal(csv.trim().split('\r\n').length - 1, rows)
    const [awarded, paid] = await page.locator('.figure .value').all()
    assert.ok(sumOf(csv, '金额') > 0)
    assert.equal(sumOf(csv, '金额'), await exactFen(awarded))
    assert.equal(sumOf(csv, '已拨付'), await exactFen(paid))

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: '复制链接' }).click()
    await page.getByRole('button', { name: '已复制' }).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    await withPage({}, async (fresh) => {
      await fresh.goto(copied)
      await settle(fresh)
      assert.deepEqual(await fresh.locator('.figure .value').allTextContents(), shown)
      assert.equal(await fresh.locator('#rows tbody tr').count(), rows)
    })
    await page.goBack()
    await settle(page)
    assert.notEqual(await filter(page, '服务领域').inputValue(), field)
  }))

/** The lines of what is taken away as CSV there. */
async function savedCsv(page, region) {
  const saving = page.waitForEvent('download')
  await region.getByRole('button', { name: '下载 CSV' }).click()
  return (await readFile(await (await saving).path(), 'utf8')).trim().split('\r\n')
}

test('a list of gifts names only who agreed to be named', async () => {
  const [{ fund_id: fund }] = (await ask(`/v1/hubs/${HUB}/funds`)).items
  const channels = (await ask(`/v1/hubs/${HUB}/channels`)).items
  const at = channels.find((one) => one.is_open && !one.page && (!one.fund || one.fund === fund))
  const mark = Date.now()
  const gives = (donor) => as('财务陈').post('gifts', {
    fund, amount: 100, channel: at.channel, channel_hub: at.channel_hub, donor: { ...donor, contact: '13912345678' },
  })
  await gives({ display_name: `欧阳不愿${mark}` })
  await gives({ display_name: `赵愿意${mark}`, public_name: true })
  await withPage({}, async (page) => {
    await visit(page, '/transparency?view=gifts')
    const csv = (await savedCsv(page, page.locator('#rows'))).join('\n')
    assert.ok(csv.includes(`赵愿意${mark}`))
    assert.ok(csv.includes('欧**'))
    assert.ok(!csv.includes('欧阳不愿') && !csv.includes('13912345678'))
  })
})

test('all gifts to a project can be shown and taken away from its page', async () => {
  const list = `/v1/hubs/${HUB}/public-gifts?project=${project.project}`
  const channels = (await ask(`/v1/hubs/${HUB}/channels`)).items
  const at = channels.find((one) => one.is_open && !one.page && (!one.fund || one.fund === project.fund))
  for (let more = 51 - (await ask(`${list}&limit=100`)).items.length; more > 0; more--)
    await as('财务陈').post('gifts', {
      fund: project.fund, project: project.project, amount: 100, channel: at.channel, channel_hub: at.channel_hub, donor: {},
    })
  const all = (await ask(`${list}&limit=100`)).items.length
  await withPage({}, async (page) => {
    await visit(page, `/p/${HUB}/${project.project}`)
    const givers = page.locator('#givers')
    assert.equal((await savedCsv(page, givers)).length - 1, all)
    await givers.getByRole('button', { name: '再显示一些' }).click()
    await page.waitForFunction((n) => document.querySelectorAll('#givers tbody tr').length === n, all)
  })
})

test('what projects gave back is a column of what is taken away, and of the list', async () => {
  const { items } = await ask(`/v1/hubs/${HUB}/projects?is_funded=true&limit=200`)
  const project = items.find((one) => one.returned > 0) ?? items.find((one) => one.paid > 100)
  if (project.returned === 0) {
    await as('财务陈').post('returns', { award: project.award, amount: 100, bank_reference: `退回${Date.now()}`, reason: '结余' })
    await until('the return', async () => (await ask(`/v1/hubs/${HUB}/projects/${project.project}`)).project.returned)
  }
  await withPage({}, async (page) => {
    await visit(page, '/transparency')
    const [head, row] = await savedCsv(page, page.locator('#rows'))
    assert.equal(row.split(',').length, head.split(',').length)
    assert.ok(head.includes('退回 (CNY)'), head)
    await visit(page, `/organisations/${HUB}/${project.organisation}`)
    assert.ok((await savedCsv(page, page.getByRole('main')))[0].includes('退回 (CNY)'))
    const list = page.getByRole('table').filter({ hasText: project.title })
    await list.getByRole('columnheader', { name: '退回' }).waitFor()
    const returned = Number((await list.getByRole('row', { name: project.title }).getByRole('cell').last().textContent()).replace(/[¥,]/g, ''))
    assert.equal(Math.round(returned * 100), (await ask(`/v1/hubs/${HUB}/projects/${project.project}`)).project.returned)
  })
})

/** The money of what came, of lines that were taken away. */
function received([head, ...lines]) {
  const names = head.split(',')
  const from = (name) => names.indexOf(name) - names.length // no cell from the amount on has a comma
  return lines.map((line) => line.split(','))
    .filter((cells) => cells.at(from('状态')) === '已收到')
    .reduce((sum, cells) => sum + Math.round(Number(cells.at(from('金额 (CNY)'))) * 100), 0)
}

test('every bar of gifts leads to its rows, and so does its line in the table', async () => {
  for (const by of ['month', 'year', 'channel', 'channel_hub', 'fund'])
    await withPage({}, async (page) => {
      await visit(page, `/transparency?view=gifts&by=${by}`)
      const bar = page.locator('.bars li').first()
      const fen = await exactFen(bar.locator('.amount'))
      const name = bar.getByRole('link')
      const way = await name.getAttribute('href')
      await page.getByText('查看数据').click()
      assert.equal(await page.locator('details tbody a').first().getAttribute('href'), way)
      await name.click()
      await page.waitForURL(new RegExp(`[?&]${by}=.*#rows$`))
      await settle(page)
      assert.equal(received(await savedCsv(page, page.locator('#rows'))), fen, by)
      assert.equal(await exactFen(page.locator('.figure .value')), fen, by)
      assert.ok(await page.locator('#rows').evaluate((rows) => rows.getBoundingClientRect().top < innerHeight), by)
      await page.getByRole('button', { name: '清除筛选' }).click()
      await page.waitForURL((address) => !address.searchParams.has(by))
    })
})

test('gifts are narrowed by several things at once, and the address says so', () =>
  withPage({}, async (page) => {
    const [gift] = (await ask(`/v1/hubs/${HUB}/public-gifts?limit=1`)).items
    await visit(page, '/transparency?view=gifts')
    await filter(page, '年份').selectOption(gift.at.slice(0, 4))
    await filter(page, '月份').selectOption(gift.at.slice(0, 7))
    await filter(page, '捐赠渠道').selectOption(gift.channel)
    await filter(page, '经手站点').selectOption(gift.channel_hub)
    await filter(page, '基金').selectOption(gift.fund)
    await settle(page)
    const shown = await page.locator('.figure .value').allTextContents()
    const rows = await page.locator('#rows tbody tr').count()
    assert.ok(rows > 0)
    await withPage({}, async (fresh) => {
      await fresh.goto(page.url())
      await settle(fresh)
      assert.deepEqual(await fresh.locator('.figure .value').allTextContents(), shown)
      assert.equal(await fresh.locator('#rows tbody tr').count(), rows)
    })
    await visit(page, '/transparency?view=gifts&month=1999-01')
    await page.locator('#rows').getByText('没有符合条件的记录', { exact: false }).waitFor()
    assert.equal(await filter(page, '月份').inputValue(), '1999-01')
  }))

test('the map of places leads to the rows of one', () =>
  withPage({ width: 360, height: 780 }, async (page) => {
    await visit(page, '/transparency?by=place')
    const place = page.getByRole('group', { name: '各街道资助示意图' }).getByRole('link').first()
    const name = (await place.getAttribute('aria-label')).split(' ')[0]
    await place.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/place=/)
    await settle(page)
    assert.equal(await filter(page, '街道（地点）').inputValue(), name)
    assert.ok((await page.locator('#rows tbody tr').count()) > 0)
  }))

test('the ledger begins with the newest, and goes from the first or from a number when asked', () =>
  withPage({}, async (page) => {
    const numbers = async () => (await page.locator('.ledger tbody td:first-child').allTextContents()).map(Number)
    await visit(page, '/transparency?view=ledger')
    const [{ seq: last }] = (await ask(`/v1/hubs/${HUB}/ledger?newest_first=true&limit=1`)).items
    const newest = await numbers()
    assert.ok(newest[0] >= last)
    assert.deepEqual(newest, newest.map((_, i) => newest[0] - i))
    await page.getByRole('button', { name: '再显示一些' }).click()
    await page.waitForFunction((n) => document.querySelectorAll('.ledger tbody tr').length > n, newest.length)
    const more = await numbers()
    assert.deepEqual(more, more.map((_, i) => newest[0] - i))

    await page.getByLabel('从第几号看起').fill('9')
    await page.keyboard.press('Enter')
    await page.waitForURL(/from=9/)
    await settle(page)
    assert.equal((await page.locator('tr.marked td').first().textContent()).trim(), '9')
    await page.getByRole('button', { name: '从头看起' }).click()
    await page.waitForURL(/order=oldest/)
    // The list before it stands until the new one is there.
    await page.locator('.ledger tbody tr').first().getByText('1', { exact: true }).waitFor()
    assert.deepEqual((await numbers()).slice(0, 3), [1, 2, 3])

    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 CSV' }).click()
    const csv = await readFile(await (await saving).path(), 'utf8')
    const seqs = csv.trim().split('\r\n').slice(1).map((line) => Number(line.split(',')[0]))
    assert.equal(seqs[0], 1)
    assert.ok(seqs.at(-1) >= last)
  }))

test('every figure of the home page leads to its rows, and says its day and source', () =>
  withPage({}, async (page) => {
    await visit(page, '/')
    assert.equal(await page.locator('div.figure').count(), 0)
    const figure = page.locator('a.figure', { hasText: '媒体报道' })
    assert.match(await figure.textContent(), /截至 2020-06-30/)
    await figure.click()
    await page.waitForURL(/view=figures&metric=media_reports/)
    await settle(page)
    const row = page.locator('#rows tbody tr')
    assert.equal(await row.count(), 1)
    assert.match(await row.textContent(), /179.*2020-06-30/)
  }))

test('the first page shows first what got money', () =>
  withPage({}, async (page) => {
    const { items } = await ask(`/v1/hubs/${HUB}/projects?is_funded=true&limit=6`)
    assert.ok(items.length > 0)
    await visit(page, '/')
    const titles = await page.locator('article.project h3').allTextContents()
    assert.deepEqual(titles.slice(0, items.length).map((title) => title.trim()), items.map((one) => one.title))
  }))

test('who reads a public notice objects to one of its projects', async () => {
  const title = `邻里书屋${Date.now()}`
  const { notice, application } = await openNotice(title)
  await withPage({ width: 360, height: 780 }, async (page) => {
    await visit(page, '/notices')
    await page.locator(`a[href="/notices/${HUB}/${notice}"]`).click()
    await page.getByRole('link', { name: title }).waitFor()
    await page.getByText('王教授').waitFor()
    await checkShown(page, 'a running notice')
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('button:visible, input:visible, select:visible, nav:visible').count(), 0)
    await page.getByText('王教授').waitFor()
    await page.emulateMedia({ media: 'screen' })
    await page.locator('form select').selectOption({ label: title })
    await page.getByLabel('理由和依据').fill('书屋所在的场地已经另有用途。')
    await page.getByRole('button', { name: '提交异议' }).click()
    const said = await page.getByText('异议已收到，编号', { exact: false }).textContent()
    const { items } = await as('理事黄').get(`objections?application=${application}`)
    assert.ok(said.includes(items[0].number), said)
    assert.equal(items[0].text, '书屋所在的场地已经另有用途。')
  })
})

test('on paper there is the receipt, and nothing to press', async () => {
  const receipt = await someReceipt()
  await withPage({ width: 794, height: 1123 }, async (page) => {
    await visit(page, receipt)
    await page.emulateMedia({ media: 'print' })
    await page.getByText(receipt.split(/[/?]/)[2]).first().waitFor()
    assert.equal(await page.locator('button:visible, input:visible, nav:visible').count(), 0)
  })
})

test('a project tells its title to those who run no script', async () => {
  const response = await fetch(`${base}/p/${HUB}/${project.project}`, { headers: { Accept: 'text/html' } })
  const text = await response.text()
  assert.ok(text.includes(`<title>${project.title}</title>`))
  assert.ok(text.includes(`<meta property="og:title" content="${project.title}">`))
  const [, picture] = /<meta property="og:image" content="([^"]*)">/.exec(text)
  assert.ok(picture.startsWith(`${base}/`))
  const shown = Buffer.from(await (await fetch(picture)).arrayBuffer())
  assert.deepEqual([shown.subarray(1, 4).toString(), shown.readUInt32BE(16), shown.readUInt32BE(20)], ['PNG', 1200, 630])
})

test('what is sought, a guide and a check are passed on as they are', async () => {
  for (const path of ['/search?q=心灵', '/guide', '/guide/resident', '/verify', await someReceipt()])
    await withPage({}, async (page) => {
      await visit(page, path)
      const share = page.getByRole('region', { name: '分享' })
      await assertCodeSays(share.getByRole('img', { name: /扫码/ }), encodeURI(base + path))
      await share.getByRole('button', { name: '复制链接' }).waitFor()
      const saving = page.waitForEvent('download')
      await share.getByRole('button', { name: '保存海报' }).click()
      assert.equal((await saving).suggestedFilename(), 'poster.png')
    })
})

test('a poster is a picture', () =>
  withPage({}, async (page) => {
    await visit(page, `/p/${HUB}/${project.project}`)
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: '保存海报' }).click()
    const picture = await readFile(await (await saving).path())
    assert.equal(picture.subarray(1, 4).toString(), 'PNG')
    assert.equal(picture.readUInt32BE(16), 900)
  }))

test('a donor who signed in sees the own gifts', () =>
  withPage({}, async (page) => {
    const { account, password } = JSON.parse(await readFile(process.env.CW_ACCOUNTS, 'utf8'))
      .find((one) => one.role === 'donor')
    await visit(page, '/mine')
    await page.locator('input[autocomplete=username]').fill(account)
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('button', { name: '退出' }).waitFor()
    await page.getByRole('link', { name: /^RC-/ }).first().click()
    await page.getByRole('heading', { name: '票据真实有效' }).waitFor()
  }))
