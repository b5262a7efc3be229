/** What everybody may look up: by its name, and an organisation, a call, a fund with all that is public of it. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { ask, base, launch, settle, visit } from './browser.mjs'
import { apply, as, checkShown, daysFromNow, HUB, inPage, openRound, READERS_ASKED, withPerson } from './scene.mjs'
import { someCampaign, someProject } from './screen_list.mjs'

let browser
let project
let organisation

before(async () => {
  browser = await launch()
  project = await someProject()
  organisation = await ask(`/v1/hubs/${HUB}/organisations/${project.organisation}`)
})
after(() => browser.close())

const withPage = (options, work) => inPage(browser, options, work)

const yuan = (fen) => (fen / 100).toLocaleString('en', { minimumFractionDigits: 2 })

async function saved(page, region) {
  const saving = page.waitForEvent('download')
  await region.getByRole('button', { name: '下载 CSV' }).click()
  const csv = await readFile(await (await saving).path(), 'utf8')
  return csv.trim().split('\r\n').slice(1)
}

test('what is sought from any page is found, narrowed, and the address says it all', () =>
  withPage({}, async (page) => {
    await visit(page, '/projects')
    const head = page.getByRole('banner').getByRole('search')
    await head.getByRole('searchbox').fill(organisation.name)
    await head.getByRole('searchbox').press('Enter')
    await page.waitForURL(/\/search\?q=/)
    await settle(page)
    const hits = page.locator('.hits')
    await hits.getByRole('link', { name: organisation.name, exact: true }).waitFor()

    const main = page.getByRole('main')
    await main.getByLabel('找什么').selectOption('project')
    await page.waitForURL(/type=project/)
    await hits.getByRole('link', { name: organisation.name, exact: true }).waitFor({ state: 'detached' })
    await main.getByRole('searchbox').fill(project.title)
    await main.getByRole('button', { name: '搜索' }).click()
    await hits.getByRole('link', { name: project.title, exact: true }).waitFor()

    const shown = await hits.getByRole('link').allTextContents()
    await withPage({}, async (fresh) => {
      await fresh.goto(page.url())
      await settle(fresh)
      assert.deepEqual(await fresh.locator('.hits').getByRole('link').allTextContents(), shown)
    })
    await hits.getByRole('link', { name: project.title, exact: true }).click()
    await page.getByRole('heading', { name: project.title, level: 1 }).waitFor()
    await page.goBack()
    await settle(page)
    assert.deepEqual(await hits.getByRole('link').allTextContents(), shown)
  }))

test('calls, funds and campaigns are found too, in groups that say how many, each with its page', async () => {
  const mark = `寻找${Date.now()}`
  const round = await openRound(`${mark}征集`)
  const { fund, campaign } = await someCampaign(`${mark}义卖`)
  await withPage({}, async (page) => {
    const found = [
      ['征集', `${mark}征集`, `/rounds/${HUB}/${round}`],
      ['基金', `${mark}义卖专项基金`, `/funds/${HUB}/${fund}`],
      ['募捐活动', `${mark}义卖`, `/campaigns/${HUB}/${campaign}`],
    ]
    for (const [kind, name, path] of found) {
      // Traditional characters find simplified ones.
      await visit(page, `/search?q=${mark.replace('寻', '尋')}`)
      const group = page.getByRole('region', { name: `${kind} 1`, exact: true })
      await group.getByRole('link', { name, exact: true }).click()
      await page.waitForURL(`**${path}`)
      await page.getByRole('heading', { name, level: 1 }).waitFor()
    }
    await visit(page, `/funds/${HUB}/${fund}`)
    await page.getByRole('link', { name: `${mark}义卖`, exact: true }).click()
    await page.getByText('51440000MJK0000001A26001').waitFor()
    await visit(page, `/search?q=${mark}&type=round`)
    await page.locator('.hits').getByRole('link').waitFor()
    assert.deepEqual(await page.locator('.hits').getByRole('link').allTextContents(), [`${mark}征集`])
  })
})

test('all calls are in one list: narrowed, shared, and taken away', async () => {
  const mark = `名录${Date.now()}`
  await openRound(`${mark}甲`)
  await openRound(`${mark}乙`, { opens_at: daysFromNow(5) })
  await withPage({}, async (page) => {
    await visit(page, '/')
    await page.getByRole('main').getByRole('link', { name: '全部征集' }).click()
    await page.getByRole('heading', { name: '征集 · 龙岗', exact: false }).waitFor()
    const main = page.getByRole('main')
    const titles = () => main.locator('tbody tr td:first-child').allTextContents()
    await main.getByLabel('名称里的字').fill(mark)
    await main.getByRole('button', { name: '搜索' }).click()
    await page.waitForURL(/q=/)
    await main.getByRole('link', { name: `${mark}乙` }).waitFor()
    await settle(page)
    assert.deepEqual((await titles()).map((title) => title.trim()), [`${mark}乙`, `${mark}甲`])
    await main.getByLabel('状态').selectOption('open')
    await page.waitForURL(/window=open/)
    await main.getByRole('link', { name: `${mark}乙` }).waitFor({ state: 'detached' })
    assert.equal((await saved(page, main)).length, 1)
    await withPage({}, async (fresh) => {
      await fresh.goto(page.url())
      await settle(fresh)
      assert.deepEqual(await fresh.locator('tbody tr').count(), 1)
    })
    await main.getByLabel('状态').selectOption('closed')
    await page.getByText('没有符合条件的记录', { exact: false }).waitFor()
    await main.getByRole('button', { name: '清除筛选' }).click()
    await main.getByRole('link', { name: `${mark}乙` }).click()
    await page.getByRole('heading', { name: `${mark}乙`, level: 1 }).waitFor()
  })
})

test('all organisations are in one list, by kind, field and name', () =>
  withPage({}, async (page) => {
    await visit(page, '/')
    await page.getByRole('contentinfo').getByRole('link', { name: '社会组织名录' }).click()
    await settle(page)
    const main = page.getByRole('main')
    const { items } = await ask(`/v1/hubs/${HUB}/organisations?kind=${organisation.kind}&q=${encodeURIComponent(organisation.name)}`)
    await main.getByLabel('类型').selectOption(organisation.kind)
    await main.getByLabel('名称里的字').fill(organisation.name)
    await main.getByRole('button', { name: '搜索' }).click()
    await page.waitForURL(/q=/)
    await page.waitForFunction((n) => document.querySelectorAll('main tbody tr').length === n, items.length)
    assert.equal((await saved(page, main)).length, items.length)
    await main.getByRole('link', { name: organisation.name, exact: true }).first().click()
    await page.getByRole('heading', { name: organisation.name, level: 1 }).waitFor()
  }))

test('a name that nothing has says what to do', () =>
  withPage({}, async (page) => {
    await visit(page, '/search?q=没有这样的名称')
    await page.getByText(/^没有找到/).waitFor()
  }))

test('who agreed to be listed is found with the posts, and nobody else', async () => {
  const officer = as('操作员林')
  const name = `欧阳公开${Date.now() % 100_000}`
  const { person_id } = await officer.post('people', { name, is_listed: true, phone: '13800000001' })
  await officer.post(`people/${person_id}/posts`, {
    organisation: organisation.organisation_id, role: 'leader', title: '理事长', from: '2024-01-01',
  })
  await officer.post('people', { name: `${name}的同名人`, phone: '13800000002' })
  const look = async (page) => {
    await visit(page, `/search?q=${name}`)
    await page.getByText('负责人 · 理事长', { exact: false }).waitFor()
    assert.equal(await page.getByText('的同名人').count(), 0)
    assert.equal(await page.getByText('1380000000', { exact: false }).count(), 0)
    await page.getByRole('main').getByRole('link', { name: organisation.name }).click()
    await page.getByRole('heading', { name: organisation.name, level: 1 }).waitFor()
    await page.locator('section', { has: page.locator('#people-title') }).getByText(name, { exact: true }).waitFor()
  }
  await withPage({}, look)
  // Staff see on these pages what everybody sees, so no look at a contact is noted.
  await withPerson(browser, '操作员林', '/', look)
})

test('an organisation’s page says what it is and what it was awarded, to the fen', () =>
  withPage({}, async (page) => {
    await visit(page, `/p/${HUB}/${project.project}`)
    await page.getByRole('link', { name: organisation.name }).click()
    await page.getByRole('heading', { name: organisation.name, level: 1 }).waitFor()
    await settle(page)
    const sums = await ask(`/v1/hubs/${HUB}/project-sums?by=year&is_funded=true&organisation=${project.organisation}`)
    assert.equal(
      (await page.locator('a.figure', { hasText: '资助项目' }).locator('.value').getAttribute('title')).replace('.00', ''),
      `¥${yuan(sums.awarded)}`.replace('.00', ''),
    )
    const { items } = await ask(`/v1/hubs/${HUB}/projects?organisation=${project.organisation}&limit=200`)
    const table = page.getByRole('region', { name: '公开的项目' })
    assert.equal(await table.last().locator('tbody tr').count(), Math.min(items.length, 50))
    assert.equal((await saved(page, page.locator('section', { has: page.locator('#projects-title') }))).length, items.length)
    await page.locator('a.figure', { hasText: '资助项目' }).click()
    await page.waitForURL(new RegExp(`/transparency\\?.*organisation=${project.organisation}`))
  }))

test('a call’s page says its rules, and what was decided with its notice', () =>
  withPage({}, async (page) => {
    const rules = await ask(`/v1/hubs/${HUB}/rounds/${project.round}`)
    await visit(page, `/p/${HUB}/${project.project}`)
    await page.getByRole('link', { name: rules.round.title }).click()
    await page.getByRole('heading', { name: rules.round.title, level: 1 }).waitFor()
    await settle(page)
    const criteria = page.locator('section', { has: page.locator('#criteria-title') })
    for (const one of rules.criteria) await criteria.getByRole('row', { name: `${one.name} ${one.weight / 100}%` }).waitFor()
    await page.locator('#decisions').getByRole('link', { name: project.title }).waitFor()
    await page.locator('section', { has: page.locator('#notices-title') }).getByRole('link').first().click()
    await page.waitForURL(/\/notices\//)
    await page.getByRole('link', { name: '征集的规则和结果' }).click()
    await page.getByRole('heading', { name: rules.round.title, level: 1 }).waitFor()
  }))

test('an open call leads to applying, and is reached from the first page', async () => {
  const title = `开放的征集${Date.now()}`
  const round = await openRound(title, { closes_at: daysFromNow(9), sections: [{ name: '助老', budget: 100_000, expected_min: 1, expected_max: 3, fields: [] }] })
  await withPage({ width: 360, height: 780 }, async (page) => {
    await visit(page, '/')
    await page.getByRole('link', { name: title }).click()
    await page.getByRole('heading', { name: title, level: 1 }).waitFor()
    await settle(page)
    assert.equal(await page.getByRole('link', { name: '到工作台申报' }).getAttribute('href'), `/console/${HUB}/workspace/apply/${round}`)
    await page.getByText('助老').waitFor()
    await page.getByText('还没有公布结果', { exact: false }).waitFor()
    await checkShown(page, 'an open call')
  })
})

test('a fund’s page balances, follows each payment to its entry, and keeps its days in the address', () =>
  withPage({}, async (page) => {
    const { fund, channels } = await ask(`/v1/hubs/${project.fund_hub}/funds/${project.fund}`)
    await visit(page, '/transparency?view=funds')
    await page.getByRole('link', { name: fund.name }).click()
    await page.getByRole('heading', { name: fund.name, level: 1 }).waitFor()
    await settle(page)
    const raised = await page.locator('#channels tbody td:last-child').allTextContents()
    assert.deepEqual(raised.map((text) => text.trim()), channels.map((one) => `¥${yuan(one.raised)}`))

    const lines = await saved(page, page.locator('#payments'))
    const sum = lines.reduce((total, line) => total + Math.round(Number(line.split(',').at(-1)) * 100), 0)
    assert.ok(lines.length > 0)
    assert.equal(sum, (await ask(`/v1/hubs/${project.fund_hub}/funds/${project.fund}`)).fund.paid)

    await page.getByLabel('从', { exact: true }).fill('2020-01-01')
    await page.getByLabel('到', { exact: true }).fill('2020-12-31')
    await page.keyboard.press('Tab')
    await page.waitForURL(/from=2020-01-01&until=2020-12-31/)
    await settle(page)
    await page.locator('#statement').getByRole('row', { name: /^接受捐赠.*¥0.00$/ }).waitFor()

    const [seq] = lines[0].split(',')
    await page.locator('#payments').getByRole('link', { name: seq, exact: true }).click()
    await page.waitForURL(/view=ledger/)
    await settle(page)
    assert.equal((await page.locator('tr.marked td').first().textContent()).trim(), seq)
  }))

/** A project that everybody sees and no award was made to, of a fund. */
async function projectOf(fund, title) {
  const round = await openRound(`${title}的征集`, { fund })
  const application = await apply('申请人一', round, title, 50_000)
  await as('操作员林').post(`applications/${application}/publication`)
  return application
}

test('a project’s page says who receives the money, under which filed campaign, and on which platform', async () => {
  const mark = `募捐${Date.now()}`
  const { fund, campaign } = await someCampaign(mark)
  await as('财务陈').post('channels', {
    channel: 'online', channel_hub: HUB, fund, title: `${mark}平台`, page: 'https://example.org/give',
  })
  const path = `/p/${HUB}/${await projectOf(fund, `${mark}项目`)}`
  await withPage({}, async (page) => {
    await visit(page, path)
    const section = page.getByRole('region', { name: '善款由谁接收' })
    await section.getByText('备案编号 51440000MJK0000001A26001', { exact: true }).waitFor()
    await section.getByText('已备案', { exact: true }).waitFor()
    await section.getByText('51440000MJK0000001，有效期至 2031-12-31').waitFor()
    await section.getByRole('link', { name: /基金会（示例）$/ }).waitFor()
    const platform = section.getByRole('link', { name: `前往${mark}平台` })
    assert.equal(await platform.getAttribute('href'), 'https://example.org/give')
    assert.equal(await platform.getAttribute('rel'), 'noopener noreferrer')
    await section.getByRole('link', { name: mark, exact: true }).click()
    await page.waitForURL(`**/campaigns/${HUB}/${campaign}`)
    await page.getByRole('heading', { name: mark, level: 1 }).waitFor()
  })
  for (const [reader, options] of READERS_ASKED)
    await withPage(options, async (page) => {
      await visit(page, path)
      await page.locator('#raising-title').waitFor()
      await checkShown(page, `what is raised for a project ${reader}`)
    })
})

test('of a fund without a campaign no filing number is told, and of one without a host nothing', async () => {
  const mark = `无募捐${Date.now()}`
  const { fund_id: fund } = await as('财务陈').post('funds', { name: mark, level: 'district', purposes: [] })
  const bare = await projectOf(fund, `${mark}项目`)
  await withPage({}, async (page) => {
    await visit(page, `/p/${HUB}/${project.project}`)
    await page.getByRole('region', { name: '善款由谁接收' }).getByRole('link', { name: /基金会（示例）$/ }).waitFor()
    assert.equal(await page.getByText('备案编号').count(), 0)
    await visit(page, `/p/${HUB}/${bare}`)
    assert.equal(await page.getByText('善款由谁接收').count(), 0)
  })
})

test('each of them tells its title to those who run no script', async () => {
  const { round } = await ask(`/v1/hubs/${HUB}/rounds/${project.round}`)
  const { fund } = await ask(`/v1/hubs/${project.fund_hub}/funds/${project.fund}`)
  const { items: [notice] } = await ask(`/v1/hubs/${HUB}/notices`)
  for (const [path, title] of [
    [`/organisations/${HUB}/${project.organisation}`, organisation.name],
    [`/rounds/${HUB}/${project.round}`, round.title],
    [`/funds/${project.fund_hub}/${project.fund}`, fund.name],
    [`/notices/${HUB}/${notice.notice}`, notice.title],
    ['/rounds?window=open', '征集 · 公益枢纽'],
    ['/organisations', '社会组织 · 公益枢纽'],
  ]) {
    const text = await (await fetch(base + path, { headers: { Accept: 'text/html' } })).text()
    assert.ok(text.includes(`<title>${title}</title>`), path)
    assert.ok(text.includes(`<meta property="og:title" content="${title}">`), path)
  }
})

test('what is not there says so', () =>
  withPage({}, async (page) => {
    await page.goto(`${base}/funds/${HUB}/00000000-0000-4000-8000-000000000000`)
    await page.getByRole('alert').waitFor()
    // The browser itself tells of a 404.
    page.faults = page.faults.filter((fault) => !fault.includes('404'))
  }))
