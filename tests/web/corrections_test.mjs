/** What was done wrongly is corrected or taken back, each with its reason. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { ask, base, launch, settle } from './browser.mjs'
import { apply, as, confirm, daysFromNow, HUB, openNotice, openRound, reason, until, withPerson } from './scene.mjs'

const officer = '操作员林'
const dialog = (page) => page.getByRole('dialog')

let browser
before(async () => (browser = await launch()))
after(() => browser.close())

test('a programme is corrected where it is listed', async () => {
  const title = `微公益计划 ${Date.now()}`
  const { programme_id } = await as(officer).post('programmes', { title, funding: 'charity_grant', year: 2026 })
  await withPerson(browser, officer, `/${HUB}/rounds`, async (page) => {
    await page.getByRole('button', { name: `更正: ${title}` }).click()
    await dialog(page).getByLabel('预算（元，可不填）').fill('三十万')
    assert.ok(await dialog(page).getByRole('button', { name: '更正资助计划' }).isDisabled())
    await dialog(page).getByLabel('预算（元，可不填）').fill('300,000.50')
    await reason('漏填预算')(dialog(page))
    await dialog(page).getByRole('button', { name: '更正资助计划' }).click()
    await page.getByRole('row', { name: new RegExp(title) }).getByText('¥300,000.50').waitFor()
  })
  assert.equal((await ask(`/v1/hubs/${HUB}/programmes/${programme_id}`)).programme.budget, 30_000_050)
  await as(officer).post(`programmes/${programme_id}/closure`, { reason: '只为更正' })
})

test('a call gets sections with their ranges; after an application its rules stay', async () => {
  const round = await openRound(`分板块征集 ${Date.now()}`)
  await withPerson(browser, officer, `/${HUB}/rounds/${round}`, async (page) => {
    await page.getByRole('link', { name: '更正征集' }).click()
    await page.getByRole('button', { name: '加一个板块' }).click()
    await page.getByLabel('板块名称').fill('助老')
    await page.getByRole('group', { name: '第 1 个板块' }).getByLabel('预算（元）').fill('100000')
    await page.getByLabel('预期至少（项）').fill('5')
    await page.getByLabel('预期至多（项）').fill('3')
    await page.getByLabel('理由（留存备查）').fill('补充板块')
    await page.getByRole('button', { name: '更正征集' }).click()
    await page.getByText('板块的预期数量应是整数，至少不多于至多。').waitFor()
    await page.getByLabel('预期至多（项）').fill('8')
    await page.getByText(/^已保存/).waitFor()
    await page.reload() // what was typed is still there
    await settle(page)
    await page.getByRole('button', { name: '更正征集' }).click()
    await page.getByRole('cell', { name: '5–8 项，已定 0' }).waitFor()
  })
  const { sections } = await ask(`/v1/hubs/${HUB}/rounds/${round}`)
  assert.deepEqual([sections[0].budget, sections[0].expected_min, sections[0].expected_max], [10_000_000, 5, 8])

  const plain = await openRound(`已有申请的征集 ${Date.now()}`)
  await apply('申请人一', plain, '邻里食堂', 50_000_00)
  await withPerson(browser, officer, `/${HUB}/rounds/${plain}/correction`, async (page) => {
    await page.getByText(/^已有机构按规则申请/).waitFor()
    assert.equal(await page.getByLabel('权重（%）').count(), 0)
    await page.getByLabel('名称', { exact: true }).fill('邻里互助征集')
    await page.getByLabel('理由（留存备查）').fill('名称有误')
    await page.getByRole('button', { name: '更正征集' }).click()
    await page.getByRole('heading', { name: '邻里互助征集', level: 1 }).waitFor()
  })
})

test('a call that was cancelled, and an application that was withdrawn, come back', async () => {
  const round = await openRound(`误取消的征集 ${Date.now()}`)
  const application = await apply('申请人一', round, '心灵花园', 50_000_00)
  await withPerson(browser, '申请人一', `/${HUB}/workspace/applications/${application}`, async (page) => {
    await confirm(page, '撤回申请', reason('误点'))
    await confirm(page, '恢复申请', reason('误点'))
    await page.getByText('已提交，等待站点初审。').waitFor()
  })
  await withPerson(browser, officer, `/${HUB}/rounds/${round}`, async (page) => {
    await confirm(page, '取消征集', reason('弄错了征集'))
    await confirm(page, '恢复征集', reason('取消错了'))
    await page.getByText('征集中', { exact: true }).first().waitFor()
  })
  assert.equal((await as(officer).get(`applications/${application}`)).application.state, 'submitted')
})

/** An award under way that nothing was paid of: its payment was another's. */
async function unpaidAward() {
  const [{ items: awards }, { items: payments }] = await Promise.all([as(officer).get('awards'), as('财务陈').get('payments')])
  const made = (award) => payments.filter((one) => one.award === award && one.state === 'made')
  const paidOnce = awards.filter((one) => one.state === 'under_way' && made(one.award).length === 1)
  const whole = await Promise.all(paidOnce.map((one) => as(officer).get(`awards/${one.award}`)))
  const found = whole.find(({ tranches }) => tranches.every(({ state }) => ['paid', 'waiting'].includes(state)) && tranches.length > 1)
  await as('财务陈').post(`payments/${made(found.award)[0].payment}/failure`, { cause: 'entered_wrongly', reason: '登记到了别的项目' })
  await until('grants to hear that nothing was paid', async () =>
    (await as(officer).get(`awards/${found.award}`)).tranches.some((one) => one.state === 'released'))
  return found
}

test('an agreement is corrected, its instalments planned anew, and an agreement entered in error taken back', async () => {
  const { award, round } = await unpaidAward()
  const at = `/${HUB}/rounds/${round}/awards/${award}`
  const read = () => as(officer).get(`awards/${award}`)
  const waiting = (await read()).tranches.filter((one) => one.state === 'waiting')
  const sum = waiting.reduce((total, one) => total + one.amount, 0)
  const half = (sum / 200).toFixed(2)

  await withPerson(browser, officer, at, (page) =>
    confirm(page, '更正协议', async (form) => {
      await form.getByLabel('结束日期（可不填）').fill('2027-12-31')
      await reason('写错结束日期')(form)
    }))
  assert.equal((await read()).ends_on, '2027-12-31')

  await withPerson(browser, '理事黄', at, async (page) => {
    await page.getByRole('button', { name: '调整分期' }).click()
    const form = dialog(page)
    await form.getByLabel(/^第 \d 期（元）$/).first().fill(half)
    await form.getByText(/^还差/).waitFor()
    await form.getByRole('button', { name: '加一期' }).click()
    await form.getByText('合计正确。').waitFor()
    await reason('分两次拨付')(form)
    const go = form.getByRole('button', { name: '调整分期' })
    assert.ok(await go.isDisabled(), 'the sum is typed first')
    await form.getByLabel(/^请再输入一次金额/).fill((sum / 100).toFixed(2))
    await go.click()
    await form.waitFor({ state: 'detached' })
  })
  assert.equal((await read()).tranches.filter((one) => one.state === 'waiting').length, 2)

  await withPerson(browser, officer, at, async (page) => {
    await confirm(page, '撤销误登的签约', reason('登记到了别的项目'))
    await page.getByText('待签协议', { exact: true }).first().waitFor()
    await confirm(page, '延长签约期限', async (form) => {
      await form.getByLabel('签约截止').fill('2027-06-30T18:00')
      await reason('等待公章')(form)
    })
    await page.getByText('请在 2027-06-30 18:00 前签约').waitFor()
    await until('the fund to take back what was released', async () =>
      (await read()).tranches.every((one) => one.state !== 'recalled'))
    await page.reload()
    await settle(page)
    await confirm(page, '登记签约')
    await page.getByText('执行中', { exact: true }).first().waitFor()
  })
  // As it was, for the others: an instalment that finance is to pay.
  await until('the first instalment to be payable', async () => (await read()).tranches.some((one) => one.state === 'released'))
})

test('an objection that was dismissed in error is opened again, and its award waits on notice', async () => {
  const { application } = await openNotice(`社区花园${Date.now()}`)
  const answer = await fetch(`${base}/v1/hubs/${HUB}/applications/${application}/objections`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify({ text: '场地没有落实。' }),
  })
  assert.ok(answer.ok, await answer.text())
  const { application: { round } } = await as(officer).get(`applications/${application}`)
  const objection = async () => (await as('理事黄').get(`objections?application=${application}`)).items[0]
  await withPerson(browser, '理事黄', `/${HUB}/rounds/${round}/applications/${application}`, async (page) => {
    await confirm(page, '异议不成立', reason('场地协议已经核实'))
    await page.getByText('异议不成立', { exact: true }).first().waitFor()
    await confirm(page, '重新处理异议', reason('登记到了另一条异议'))
    await page.getByRole('button', { name: '异议人撤回' }).waitFor()
    assert.equal((await objection()).state, 'raised')
    await confirm(page, '异议人撤回', reason('异议人来电撤回'))
    await page.getByText('已撤回', { exact: true }).first().waitFor()
  })
  assert.equal((await objection()).state, 'withdrawn')
})

test('a plan to raise funds is drafted, filed, corrected and withdrawn', () =>
  withPerson(browser, '财务陈', `/${HUB}/funds`, async (page) => {
    const { items } = await as('财务陈').get('funds')
    const fund = items.find((one) => one.certificate && one.state === 'open')
    await page.getByRole('link', { name: '募捐活动' }).click()
    await page.getByRole('button', { name: '起草募捐方案' }).click()
    const form = dialog(page)
    const title = `暖冬行动 ${Date.now()}`
    await form.getByLabel('活动名称').fill(title)
    await form.getByLabel('基金').selectOption(fund ? fund.fund_id : { index: 1 })
    await form.getByLabel('性质').selectOption(fund ? 'public' : 'targeted')
    await form.getByLabel('目标金额（元，可不填）').fill('200000')
    await form.getByLabel('结束日期').fill('2027-12-31')
    for (const field of ['募捐目的', '募捐地域', '活动负责人（公开）', '办公地址', '接受捐赠的方式', '银行账户', '受益人', '募得款物的用途', '募捐成本', '剩余财产的处理'])
      await form.getByLabel(field, { exact: true }).fill(`${field}：见方案`)
    await form.getByRole('button', { name: '起草募捐方案' }).click()
    await page.getByRole('heading', { name: title, level: 1 }).waitFor()
    await page.getByText('募捐成本：见方案').waitFor()

    await page.getByRole('button', { name: fund ? '登记备案' : '开始募捐' }).click()
    if (fund) {
      await form.getByLabel('备案编号').fill('2026-1')
      await form.getByRole('button', { name: '登记备案' }).click()
      await form.getByText(/格式不常见/).waitFor()
      await form.getByRole('button', { name: '编号无误' }).click()
      await page.getByText('已备案', { exact: true }).waitFor()
    } else {
      await form.getByRole('button', { name: '开始募捐' }).click()
      await page.getByText('募捐中', { exact: true }).waitFor()
    }
    await confirm(page, '更正方案', async (one) => {
      await one.getByLabel('受益人', { exact: true }).fill('辖区困难家庭')
      await reason('受益人写错了')(one)
    })
    await page.getByText('辖区困难家庭').waitFor()
    await page.getByText('草稿', { exact: true }).waitFor()
    await confirm(page, '结束募捐', reason('改由基金会主办'))
    await page.getByText('已撤回', { exact: true }).waitFor()
    await confirm(page, '撤销结束', reason('仍由我们主办'))
    await page.getByText('草稿', { exact: true }).waitFor()
  }))

test('the supervisor records a finding, the officer answers, the supervisor settles it', async () => {
  const text = `第 ${Date.now()} 号付款的回单没有附上。`
  let address
  await withPerson(browser, '监督吴', `/${HUB}/findings`, async (page) => {
    await page.getByRole('button', { name: '提出监督意见' }).click()
    const form = dialog(page)
    await form.getByLabel('程度').selectOption('shortcoming')
    await form.getByLabel('涉及').selectOption('fund')
    await form.getByLabel('意见内容').fill(text)
    assert.ok(await form.getByRole('button', { name: '提出监督意见' }).isDisabled(), 'which fund is to be said')
    await form.getByLabel('具体是哪一个').selectOption({ index: 1 })
    await form.getByRole('button', { name: '提出监督意见' }).click()
    await page.getByText('待答复').waitFor()
    address = new URL(page.url()).pathname.replace('/console', '')
  })
  await withPerson(browser, officer, address, async (page) => {
    await page.getByText(text).waitFor()
    await page.getByLabel(/^你的答复/).fill('本周内补齐。')
    await page.getByRole('button', { name: '提交答复' }).click()
    await page.getByText('已答复').waitFor()
  })
  await withPerson(browser, '监督吴', address, async (page) => {
    await page.getByText('本周内补齐。').waitFor()
    await confirm(page, '办结', reason('回单已补'))
    await page.getByText('已办结').waitFor()
    await page.getByText('变更理由').click()
    await page.getByText('回单已补').waitFor()
  })
})

test('a place where gifts are taken, and the entry of a branch, are corrected', async () => {
  await withPerson(browser, '财务陈', `/${HUB}/funds/channels`, async (page) => {
    const place = `一楼大厅 ${Date.now()}`
    await page.getByRole('button', { name: /^更正渠道/ }).first().click()
    await dialog(page).getByLabel('地点').fill(place)
    await reason('地点不详')(dialog(page))
    await dialog(page).locator('button[type=submit]').click()
    await page.getByRole('cell', { name: place }).waitFor()
  })
  await withPerson(browser, '管理员何', `/${HUB}/operations/hubs`, async (page) => {
    await page.getByRole('button', { name: '变更登记', exact: true }).first().click()
    await dialog(page).getByLabel('行政区划代码（选填）').fill('440307')
    await reason('补登区划代码')(dialog(page))
    await dialog(page).locator('button[type=submit]').click()
    await page.getByText('440307').waitFor()
  })
})

test('the platform that a place leads to is corrected, and not left empty', async () => {
  const title = `慈善平台 ${Date.now()}`
  const { channel_id } = await as('财务陈').post('channels', { channel: 'online', channel_hub: HUB, title, page: 'https://gongyi.example.org/wrong' })
  await withPerson(browser, '财务陈', `/${HUB}/funds/channels`, async (page) => {
    await page.getByRole('button', { name: `更正渠道 ${title}` }).click()
    const field = dialog(page).getByLabel(/^募捐平台网页/)
    const go = dialog(page).locator('button[type=submit]')
    await field.fill('')
    await reason('网址有误')(dialog(page))
    await go.click()
    assert.ok(await field.evaluate((input) => input.validity.valueMissing), 'a place that led to a platform needs its page')
    await field.fill('https://gongyi.example.org/right')
    await go.click()
    await page.getByRole('link', { name: 'gongyi.example.org/right' }).waitFor()
  })
  const { items } = await as('财务陈').get('channels?limit=200')
  assert.equal(items.find((one) => one.channel_id === channel_id).page, 'https://gongyi.example.org/right')
  await as('财务陈').post(`channels/${channel_id}/closure`, { reason: '只为更正' })
})

test('a fund is put below another, and what was entered in haste is emptied', async () => {
  const finance = as('财务陈')
  const { items } = await finance.get('funds')
  const above = items.find((one) => one.state === 'open' && !one.parent_fund)
  const { fund_id } = await finance.post('funds', {
    name: `子基金 ${Date.now()}`, level: 'district', purposes: [], certificate: '误填', certificate_until: daysFromNow(90).slice(0, 10),
  })
  await withPerson(browser, '财务陈', `/${HUB}/funds/fund/${fund_id}`, async (page) => {
    await page.getByRole('button', { name: '更正信息' }).click()
    await dialog(page).getByLabel('级别').selectOption('street')
    await dialog(page).getByLabel('上级基金').selectOption(above.fund_id)
    await dialog(page).getByLabel('公开募捐资格证书编号').fill('')
    await reason('登记有误')(dialog(page))
    await dialog(page).locator('button[type=submit]').click()
    await dialog(page).waitFor({ state: 'hidden' })
  })
  const { fund } = await finance.get(`funds/${fund_id}`)
  assert.equal(fund.level, 'street')
  assert.equal(fund.parent_fund, above.fund_id)
  assert.equal(fund.certificate, undefined)
  await finance.post(`funds/${fund_id}/closure`, { reason: '只为更正' })
})

test('an account has a page of its own', () =>
  withPerson(browser, '管理员何', `/${HUB}/operations/accounts`, async (page) => {
    await page.getByRole('link', { name: '财务陈' }).click()
    await page.getByRole('heading', { name: '财务陈', level: 1 }).waitFor()
    await page.getByText('财务 · 龙岗社会创新中心').waitFor()
  }))
