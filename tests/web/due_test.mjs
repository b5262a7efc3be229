/** What is due is said on the first page of each role, and beside it in the lists. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { launch, settle, visit } from './browser.mjs'
import { apply, as, daysFromNow, HUB, openRound, toPanel, withPerson } from './scene.mjs'

let browser

before(async () => (browser = await launch()))
after(() => browser.close())

const day = (days) => daysFromNow(days + 1 / 3).slice(0, 10) // at the hub: eight hours ahead

const first = (who, work) => withPerson(browser, who, '/', work)
const entry = (page, what) => page.getByRole('listitem').filter({ hasText: what })

test('a reviewer is told how many wait, and by when', async () => {
  const title = `评审有期限${Date.now()}`
  const round = await openRound(title, { scores_due_on: day(3) })
  await toPanel(round, [await apply('申请人一', round, `${title}的项目`, 50_000)], ['评审甲'])
  await first('评审甲', async (page) => {
    await entry(page, `《${title}》还有 1 份等你评分`).getByText('还剩 3 天').waitFor()
    await visit(page, `/console/${HUB}/reviews`)
    await page.getByText(`请在 ${day(3)} 前评完`).waitFor()
  })
  await first('操作员林', async (page) => {
    await entry(page, `征集《${title}》接收申请`).getByText('还剩 20 天').waitFor()
    await page.getByRole('link', { name: `征集《${title}》接收申请` }).click()
    await page.getByText(day(3)).waitFor()
    await visit(page, `/console/${HUB}/rounds/${round}/correction`)
    await page.getByLabel(/^评审截止日期/).fill('')
    await page.getByLabel('理由（留存备查）').fill('另行通知')
    await page.getByRole('button', { name: '更正征集' }).click()
    await page.waitForURL((address) => address.pathname.endsWith(round))
    await settle(page)
    assert.equal(await page.getByText(day(3)).count(), 0)
  })
})

test('a finding that is due today is, and stands before what has more time', async () => {
  const { finding_id: finding } = await as('监督吴').post('findings', {
    grade: 'shortcoming', about: 'hub', text: '付款回单没有附上。', answer_by: day(0),
  })
  const { finding: { number } } = await as('监督吴').get(`findings/${finding}`)
  for (const who of ['操作员林', '财务陈', '监督吴'])
    await first(who, async (page) => {
      const told = page.locator('section', { has: page.getByRole('heading', { name: '待办与期限' }) }).getByRole('listitem')
      await entry(page, `监督意见 ${number} 等待答复`).getByText('今天到期').waitFor()
      const chips = await told.locator('.chip').allTextContents()
      assert.ok(chips.slice(0, chips.indexOf('今天到期')).every((text) => /逾期|今天|已截止/.test(text)), chips.join())
    })
  await as('监督吴').post(`findings/${finding}/settlement`, { reason: '只为试验' }).catch(() => null)
})
