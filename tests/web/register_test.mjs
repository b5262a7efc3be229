/** What an officer keeps in the register: organisations, people, fields of service, figures. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { ask, launch, settle } from './browser.mjs'
import { confirm, HUB, reason, withPerson } from './scene.mjs'

const officer = '操作员林'
const dialog = (page) => page.getByRole('dialog')

let browser
before(async () => (browser = await launch()))
after(() => browser.close())

test('an organisation is registered, corrected with a reason, suspended and reinstated', async () => {
  const name = `坂田长者互助会 ${Date.now()}`
  await withPerson(browser, officer, `/${HUB}/register`, async (page) => {
    await page.getByRole('button', { name: '登记机构' }).click()
    await dialog(page).getByLabel('名称', { exact: true }).fill(name)
    await dialog(page).getByLabel('类型').selectOption('self_organised_group')
    await dialog(page).getByLabel('地址').fill('坂田街道 1 号')
    await dialog(page).getByRole('checkbox', { name: '老年人' }).check()
    await page.getByText(/^已保存/).waitFor()
    await page.reload() // what was typed is still there
    await settle(page)
    await page.getByRole('button', { name: '登记机构' }).click()
    await dialog(page).getByRole('button', { name: '登记机构' }).click()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    await page.getByText('老年人').waitFor()

    await confirm(page, '更正资料', async (form) => {
      await form.getByLabel('名称', { exact: true }).fill(`${name}（更正）`)
      await form.getByLabel('地址').fill('')
      await reason('地址写错了')(form)
    })
    await page.getByRole('heading', { name: `${name}（更正）`, level: 1 }).waitFor()
    assert.equal(await page.getByText('坂田街道 1 号').count(), 0, 'what was emptied is gone')
    await page.getByText('地址写错了').waitFor()

    await confirm(page, '暂停', reason('未按期年检'))
    await page.getByText('暂停', { exact: true }).waitFor()
    await confirm(page, '恢复', reason('已补年检'))
    await page.getByRole('button', { name: '注销' }).waitFor()
  })
  const { items } = await ask(`/v1/hubs/${HUB}/organisations?q=${encodeURIComponent(name)}`)
  assert.equal(items[0].status, 'active')
})

test('a credit code that does not check is refused, and confirmed by hand with a reason', () =>
  withPerson(browser, officer, `/${HUB}/register`, async (page) => {
    const name = `龙岗青年公益社 ${Date.now()}`
    await page.getByRole('button', { name: '登记机构' }).click()
    await dialog(page).getByLabel('名称', { exact: true }).fill(name)
    await dialog(page).getByLabel('统一社会信用代码').fill(`51440307MJL${String(Date.now()).slice(-6)}0`)
    await dialog(page).getByRole('button', { name: '登记机构' }).click()
    await dialog(page).getByText('统一社会信用代码校验位不符').waitFor()
    page.faults = page.faults.filter((fault) => !fault.includes('422'))
    await dialog(page).getByText('代码确实如此，但核对不通过').click()
    await dialog(page).getByLabel(/^说明核对依据/).fill('见登记证书原件')
    await dialog(page).getByRole('button', { name: '登记机构' }).click()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    await page.getByText(/（人工确认）/).waitFor()
  }))

test('a person is added, gets a post that ends, and is erased', async () => {
  const name = `黄志愿${Date.now() % 100000}`
  await withPerson(browser, officer, `/${HUB}/register/people`, async (page) => {
    await confirm(page, '登记人员', async (form) => {
      await form.getByLabel('姓名', { exact: true }).fill(name)
      await form.getByLabel('电话（不公开）').fill('13800000000')
    })
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    await confirm(page, '登记任职', async (form) => {
      await form.getByLabel('社会组织').selectOption({ index: 1 })
      await form.getByLabel('任职').selectOption('leader')
      await form.getByLabel('自何日起').fill('2026-01-01')
    })
    await page.getByText('2026-01-01 — 在任').waitFor()
    await page.getByRole('button', { name: /^结束任职/ }).click()
    await dialog(page).getByLabel('最后一天').fill('2026-06-30')
    await dialog(page).locator('button[type=submit]').click()
    await page.getByText('2026-01-01 — 2026-06-30').waitFor()
    const address = page.url()
    await confirm(page, '删除个人信息', reason('本人要求'))
    await page.waitForURL((url) => url.pathname.endsWith('/people'))
    await page.goto(address)
    await settle(page)
    await page.getByText('没有这个人员').waitFor()
    page.faults = page.faults.filter((fault) => !fault.includes('404'))
  })
})

test('a field of service is added, retired and used again', () =>
  withPerson(browser, officer, `/${HUB}/register/fields`, async (page) => {
    const code = `pets_${Date.now()}`
    await confirm(page, '增加服务领域', async (form) => {
      await form.getByLabel('代码').fill(code)
      await form.getByLabel('中文名称').fill('动物保护')
    })
    const row = page.getByRole('row', { name: new RegExp(code) })
    await row.getByRole('button', { name: /^停用/ }).click()
    await reason('与“环保”重复')(dialog(page))
    await dialog(page).locator('button[type=submit]').click()
    await row.getByText('已停用').waitFor()
    await row.getByRole('button', { name: /^恢复使用/ }).click()
    await reason('停用错了')(dialog(page))
    await dialog(page).locator('button[type=submit]').click()
    await row.getByText('使用中').waitFor()
  }))

test('a figure keeps its qualifier and source; it is corrected, and withdrawn', async () => {
  const metric = `visits_${Date.now()}`
  await withPerson(browser, officer, `/${HUB}/register/figures`, async (page) => {
    await confirm(page, '增加指标', async (form) => {
      await form.getByLabel('代码').fill(metric)
      await form.getByLabel('指标', { exact: true }).fill(`服务人次 ${metric}`)
      await form.getByLabel('单位').selectOption('person_times')
      await form.getByLabel('怎么数（会公开）').fill('各站点接待登记的人次')
    })
    await page.getByRole('link', { name: `服务人次 ${metric}` }).click()
    await confirm(page, '登记数据', async (form) => {
      await form.getByLabel('原文怎么说').selectOption('about')
      await form.getByLabel('数值（人次）').fill('7,350')
      await form.getByLabel('截至日期').fill('2025-12-31')
      await form.getByLabel('出处').fill('2025 年度工作报告第 3 页')
    })
    await page.getByRole('row', { name: /约 7,350 人次/ }).getByText('有效').waitFor()

    await page.getByRole('button', { name: '更正 2025-12-31' }).click()
    await dialog(page).getByLabel('数值（人次）').fill('7530')
    await reason('数字抄反了')(dialog(page))
    await dialog(page).locator('button[type=submit]').click()
    await page.getByRole('row', { name: /约 7,530 人次/ }).waitFor()
    await page.getByText('已更正：数字抄反了').waitFor()

    await page.getByRole('button', { name: '撤回数据 2025-12-31' }).click()
    await reason('来源有误')(dialog(page))
    await dialog(page).locator('button[type=submit]').click()
    await page.getByText('已更正：来源有误').waitFor()
    assert.equal((await ask(`/v1/hubs/${HUB}/figures?metric=${metric}`)).items.length, 0)

    await confirm(page, '停用指标', reason('不再统计'))
    await page.getByRole('button', { name: '恢复使用' }).waitFor()
  })
})

test('a holiday is recorded, and taken back', () =>
  withPerson(browser, officer, `/${HUB}/register/calendar?year=2031`, async (page) => {
    await confirm(page, '登记日子', async (form) => {
      await form.getByLabel('日期').fill('2031-05-01')
      await form.getByLabel(/^名称/).fill('劳动节')
    })
    await page.getByRole('row', { name: /2031-05-01/ }).getByText('放假').waitFor()
    await page.getByRole('button', { name: '更正 2031-05-01' }).click()
    await dialog(page).getByLabel('类型').selectOption('regular')
    await reason('年份填错了')(dialog(page))
    await dialog(page).locator('button[type=submit]').click()
    await dialog(page).waitFor({ state: 'detached' })
    await page.getByText(/还没有登记|按周末规则/).first().waitFor()
  }))
