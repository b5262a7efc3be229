/**
 * Pictures of the screens, in both languages and two widths.
 *
 *   CW_URL=http://127.0.0.1:8080 CW_ACCOUNTS=data/sample-accounts.json \
 *       node tests/web/screens.mjs FOLDER [NAME …]
 *
 * A call with one application is added to the hub, for the reviewer and the officer.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { ask, launch, openPage, visit } from './browser.mjs'
import { apply, as, HUB, openRound, signIn, toPanel } from './scene.mjs'

const WAYS = {
  'zh-wide': { width: 1280, height: 900 },
  'zh-phone': { width: 360, height: 780, deviceScaleFactor: 2 },
  'en-wide': { language: 'en', width: 1280, height: 900 },
  'en-phone': { language: 'en', width: 360, height: 780, deviceScaleFactor: 2 },
}

const [folder, ...names] = process.argv.slice(2)
if (!folder) {
  console.error('usage: node tests/web/screens.mjs FOLDER [NAME …]')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })

const { items } = await ask(`/v1/hubs/${HUB}/projects`)
const screens = {
  home: '/',
  projects: '/projects',
  project: `/p/${HUB}/${items.at(-1)?.project}`,
  give: '/give',
  mine: '/mine',
  verify: '/verify',
  grants: '/transparency?by=organisation',
  gifts: '/transparency?view=gifts',
  funds: '/transparency?view=funds',
  ledger: '/transparency?view=ledger',
  'sign-in': '/console/sign-in',
}

/** Who sees which screen of the console. */
async function consoleScreens() {
  const round = await openRound('龙岗区高龄独居老人居家安全改造与照护者喘息服务支持计划年度征集', { budget: 35_000_000_000 })
  const application = await apply('申请人一', round, '银龄有约：高龄独居老人陪伴、居家安全改造与照护者支持网络建设', 35_000_000_000)
  await toPanel(round, [application], ['评审甲'])
  const { items: awards } = await as('申请人一').get('awards')
  const { award, application: funded, round: older } = awards.at(-1)
  const at = (path) => `/${HUB}/${path}`
  return {
    workspace: ['申请人一', at('workspace')],
    'workspace-organisation': ['申请人一', at('workspace/organisation')],
    'workspace-apply': ['申请人一', at(`workspace/apply/${round}`)],
    'workspace-application': ['申请人一', at(`workspace/applications/${funded}`)],
    'workspace-award': ['申请人一', at(`workspace/awards/${award}`)],
    rounds: ['操作员林', at('rounds')],
    'rounds-new': ['操作员林', at('rounds/new')],
    round: ['操作员林', at(`rounds/${round}`)],
    'round-applications': ['操作员林', at(`rounds/${round}/applications`)],
    'round-application': ['操作员林', at(`rounds/${round}/applications/${application}`)],
    'round-panel': ['操作员林', at(`rounds/${round}/panel`)],
    'round-ranking': ['理事黄', at(`rounds/${older}/ranking`)],
    'round-awards': ['操作员林', at(`rounds/${older}/awards`)],
    'round-award': ['操作员林', at(`rounds/${older}/awards/${award}`)],
    reviews: ['评审甲', at('reviews')],
    review: ['评审甲', at(`reviews/${round}/${application}`)],
    'fund-console': ['财务陈', at('funds')],
    'fund-gifts': ['财务陈', at('funds/gifts')],
    'fund-payments': ['财务陈', at('funds/payments')],
    'fund-ledger': ['财务陈', at('funds/ledger')],
    dashboard: ['监督吴', at('dashboard')],
    hall: ['监督吴', at('dashboard/hall')],
    operations: ['管理员何', at('operations')],
    accounts: ['管理员何', at('operations/accounts')],
    mails: ['管理员何', at('operations/mails')],
    hubs: ['管理员何', at('operations/hubs')],
    guide: ['管理员何', at('start')],
  }
}

const browser = await launch()

async function picture(page, name, way) {
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(folder, `${name}-${way}.png`), fullPage: true })
}

const isWanted = ([name]) => names.length === 0 || names.includes(name)
const open = Object.entries(screens).filter(isWanted)
const signedIn = Object.entries(await consoleScreens()).filter(isWanted)

for (const [way, options] of Object.entries(WAYS)) {
  for (const [name, path] of open) {
    const page = await openPage(browser, options)
    await visit(page, path)
    await picture(page, name, way)
    await page.context().close()
  }
  for (const account of new Set(signedIn.map(([, [who]]) => who))) {
    const page = await openPage(browser, options)
    await signIn(page, account, '/')
    for (const [name, [who, path]] of signedIn) {
      if (who !== account) continue
      await visit(page, `/console${path}`)
      await picture(page, name, way)
    }
    await page.context().close()
  }
}
await browser.close()
