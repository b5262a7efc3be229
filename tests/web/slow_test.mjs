/** An old phone on a slow line: the CPU six times slower, 3G. All works, only later. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { ask, launch, openPage, settle } from './browser.mjs'
import { HUB, signIn } from './scene.mjs'

const SLOWER = 6
// What browsers call "slow 3G".
const LINE = { offline: false, latency: 400, downloadThroughput: (400 * 1024) / 8, uploadThroughput: (400 * 1024) / 8 }
const PATIENCE_MS = 120_000
const PHONE = { width: 360, height: 780 }

let browser

before(async () => (browser = await launch()))
after(() => browser.close())

/** From now on. */
async function slowDown(page) {
  page.setDefaultTimeout(PATIENCE_MS)
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', LINE)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
}

/** While it comes, the page shows where it will be; nothing is lost of what is typed meanwhile. */
test('the portal shows that it reads, and a gift arrives whole', async () => {
  const page = await openPage(browser, PHONE)
  await slowDown(page)
  await page.goto(`${page.at}/`, { waitUntil: 'commit' })
  await page.locator('[aria-busy="true"]').first().waitFor()
  await settle(page)
  await page.locator('.figure .value').first().waitFor()

  await page.getByRole('link', { name: '我要捐赠' }).click()
  const amount = page.getByLabel('其他金额（元）')
  const yuan = `${100 + (Date.now() % 900)}.07`
  await amount.fill('')
  await amount.pressSequentially(yuan)
  await page.reload({ waitUntil: 'commit' })
  await settle(page)
  assert.equal(await amount.inputValue(), yuan)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('姓名或昵称').pressSequentially('慢慢')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: `登记捐赠 ¥${yuan}` }).click()
  await page.getByRole('heading', { name: '谢谢你的捐赠' }).waitFor()
  const { items } = await ask(`/v1/hubs/${HUB}/public-gifts?limit=20`)
  assert.deepEqual(items.filter((gift) => gift.amount === Math.round(yuan * 100)).map((gift) => gift.donor), ['慢**'])
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('the console keeps what an officer types', async () => {
  const page = await openPage(browser, PHONE)
  await signIn(page, '操作员林', '/')
  await slowDown(page)
  await page.goto(`${page.at}/console/${HUB}/rounds/new`, { waitUntil: 'commit' })
  await settle(page)
  const title = `慢线路征集 ${Date.now()}`
  await page.getByLabel('名称', { exact: true }).pressSequentially(title)
  await page.getByText(/^已保存/).waitFor()
  await page.reload({ waitUntil: 'commit' })
  await settle(page)
  assert.equal(await page.getByLabel('名称', { exact: true }).inputValue(), title)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})
