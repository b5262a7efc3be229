/** Every screen there is: where it is, and who of the sample's people is shown it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { ask } from './browser.mjs'
import { apply, as, HUB, openRound, toPanel } from './scene.mjs'

export const web = resolve(import.meta.dirname, '../../services/gateway/web')

/** A project of the hub, the newest that was shown. */
export async function someProject() {
  const { items } = await ask(`/v1/hubs/${HUB}/projects`)
  return items.at(-1)
}

/** Where the receipt of a gift can be checked. */
export async function someReceipt() {
  const { items } = await as('居民李').get('me/gifts')
  const gift = items.find((one) => one.project) ?? items[0]
  return `/verify/${gift.number}?hub=${HUB}&hash=${gift.hash}`
}

/** A filed campaign of a fund whose host may raise in public. */
export async function someCampaign(title = '为高龄独居老人居家安全改造与照护者喘息服务公开募捐') {
  const finance = as('财务陈')
  const { items: [{ host_foundation }] } = await finance.get('funds')
  const { fund_id: fund } = await finance.post('funds', {
    name: `${title}专项基金`, level: 'district', purposes: [], host_foundation, certificate: '51440000MJK0000001', certificate_until: '2031-12-31',
  })
  const { campaign_id: campaign } = await finance.post('campaigns', { fund, title, kind: 'public', form: 'sale', target: 35_000_000_000, plan: PLAN })
  await finance.post(`campaigns/${campaign}/filing`, { filing_number: '51440000MJK0000001A26001' })
  return { fund, campaign }
}

export async function portalScreens() {
  const { project, organisation, round, fund } = await someProject()
  const { items: [notice] } = await ask(`/v1/hubs/${HUB}/notices`)
  const { campaign } = await someCampaign()
  return {
    home: '/',
    'home-empty': '/?hub=longgang.buji',
    projects: '/projects',
    project: `/p/${HUB}/${project}`,
    search: '/search?q=龙岗',
    'search-empty': '/search?q=没有这样的名称',
    rounds: '/rounds',
    'rounds-none': '/rounds?hub=longgang.buji&window=open',
    organisations: '/organisations',
    'campaign-page': `/campaigns/${HUB}/${campaign}`,
    'organisation-page': `/organisations/${HUB}/${organisation}`,
    'round-page': `/rounds/${HUB}/${round}`,
    'fund-page': `/funds/${HUB}/${fund}`,
    give: '/give',
    mine: '/mine',
    notices: '/notices',
    notice: `/notices/${HUB}/${notice.notice}`,
    account: '/account',
    'sign-up': '/sign-up',
    verify: '/verify',
    'verify-found': await someReceipt(),
    grants: '/transparency?by=organisation',
    'grants-places': '/transparency?by=place',
    gifts: '/transparency?view=gifts',
    funds: '/transparency?view=funds',
    ledger: '/transparency?view=ledger&from=5',
    figures: '/transparency?view=figures',
    embed: '/embed/grants?by=place',
    help: '/guide',
    'help-officer': '/guide/officer',
    nowhere: '/nowhere',
    'sign-in': '/console/sign-in',
    join: '/console/join',
    hall: `/console/${HUB}/dashboard/hall`,
  }
}

/** As long and as large as it gets. */
const LONG_CALL = {
  title: '龙岗区高龄独居老人居家安全改造与照护者喘息服务支持计划年度征集',
  project: '银龄有约：高龄独居老人陪伴、居家安全改造与照护者支持网络建设',
  budget: 35_000_000_000, amount: 35_000_000_000,
}

/** One of each that the sample has none of, as long as it gets. */
async function someEntries(fund) {
  const [{ items: [organisation] }, { person_id: person }, { finding_id: finding }, { campaign_id: campaign }, { mandate_id: mandate }] = await Promise.all([
    as('操作员林').get('organisations'),
    as('操作员林').post('people', { name: '阿依古丽·买买提江·吐尔逊', phone: '13900000000', email: 'ayigul@example.org' }),
    as('监督吴').post('findings', { grade: 'shortcoming', about: 'fund', thing: fund, text: '高龄独居老人居家安全改造项目的付款回单没有附上，请补齐并说明原因。', answer_by: '2031-12-31' }),
    as('财务陈').post('campaigns', { fund, title: '为高龄独居老人居家安全改造与照护者喘息服务募集善款', kind: 'targeted', form: 'internet', target: 35_000_000_000, plan: PLAN }),
    as('财务陈').post('mandates', { fund, amount: 35_000_000_000, day: 1, channel: 'counter', donor: { display_name: '阿依古丽·买买提江·吐尔逊', public_name: true } }),
  ])
  return { organisation: organisation.organisation_id, person, finding, campaign, mandate }
}

const PLAN = {
  purpose: '为辖区高龄独居老人改造浴室、加装扶手，为照护者提供喘息服务。', starts_on: '2026-01-01', ends_on: '2031-12-31', area: '深圳市龙岗区',
  person_in_charge: '王经办', office: '龙岗社会创新中心二楼', ways_to_receive: '柜台、银行转账', bank_account: '6222 0000 0000 0000 000',
  beneficiaries: '辖区高龄独居老人及其照护者', use_of_money: '材料、施工与服务补贴', fundraising_cost: '不超过募款的百分之五', surplus_rule: '用于同类项目',
}

/** Each with who sees it. A call with one application is added to the hub. */
export async function consoleScreens({ title, project, budget, amount } = LONG_CALL) {
  const round = await openRound(title, { budget })
  const application = await apply('申请人一', round, project, amount)
  await toPanel(round, [application], ['评审甲'])
  const waiting = await apply('申请人一', round, `${project}（二）`, amount)
  const [{ items: awards }, { items: gifts }, { items: funds }, { items: accounts }] = await Promise.all([
    as('申请人一').get('awards'), as('财务陈').get('gifts'), as('财务陈').get('funds'), as('管理员何').get('accounts'),
  ])
  const { award, application: funded, round: older } = awards.at(-1)
  const some = await someEntries(funds[0].fund_id)
  const at = (path) => `/${HUB}/${path}`
  return {
    console: ['操作员林', '/'],
    'own-messages': ['申请人一', '/account'],
    'own-notices': ['申请人一', '/account?view=notices'],
    'own-account': ['评审甲', '/account?view=own'],
    'console-nowhere': ['操作员林', '/nowhere'],
    workspace: ['申请人一', at('workspace')],
    'workspace-organisation': ['申请人一', at('workspace/organisation')],
    'workspace-apply': ['申请人一', at(`workspace/apply/${round}`)],
    'workspace-application': ['申请人一', at(`workspace/applications/${funded}`)],
    'workspace-award': ['申请人一', at(`workspace/awards/${award}`)],
    rounds: ['操作员林', at('rounds')],
    'rounds-new': ['操作员林', at('rounds/new')],
    round: ['操作员林', at(`rounds/${round}`)],
    'all-applications': ['操作员林', at('rounds/applications')],
    'round-correction': ['操作员林', at(`rounds/${round}/correction`)],
    'round-applications': ['操作员林', at(`rounds/${round}/applications`)],
    'round-application': ['操作员林', at(`rounds/${round}/applications/${application}`)],
    'round-screening': ['操作员林', at(`rounds/${round}/applications/${waiting}`)],
    'round-panel': ['操作员林', at(`rounds/${round}/panel`)],
    'round-ranking': ['理事黄', at(`rounds/${older}/ranking`)],
    'round-awards': ['操作员林', at(`rounds/${older}/awards`)],
    'round-award': ['操作员林', at(`rounds/${older}/awards/${award}`)],
    reviews: ['评审甲', at('reviews')],
    review: ['评审甲', at(`reviews/${round}/${application}`)],
    'fund-console': ['财务陈', at('funds')],
    fund: ['财务陈', at(`funds/fund/${funds[0].fund_id}`)],
    'fund-gifts': ['财务陈', at('funds/gifts')],
    'fund-gift': ['财务陈', at(`funds/gifts/${gifts[0].gift_id}`)],
    'fund-mandates': ['财务陈', at('funds/mandates')],
    'fund-mandate': ['财务陈', at(`funds/mandates/${some.mandate}`)],
    'fund-payments': ['财务陈', at('funds/payments')],
    'fund-reservations': ['财务陈', at('funds/reservations')],
    'fund-transfers': ['财务陈', at('funds/transfers')],
    'fund-campaigns': ['财务陈', at('funds/campaigns')],
    'fund-campaign': ['财务陈', at(`funds/campaigns/${some.campaign}`)],
    'fund-channels': ['财务陈', at('funds/channels')],
    'fund-ledger': ['财务陈', at('funds/ledger')],
    'fund-balances': ['财务陈', at('funds/ledger?view=balances')],
    register: ['操作员林', at('register')],
    'register-organisation': ['操作员林', at(`register/organisations/${some.organisation}`)],
    'register-people': ['操作员林', at('register/people')],
    'register-person': ['操作员林', at(`register/people/${some.person}`)],
    'register-fields': ['操作员林', at('register/fields')],
    'register-figures': ['操作员林', at('register/figures')],
    'register-figure': ['操作员林', at('register/figures/media_reports')],
    'register-calendar': ['操作员林', at('register/calendar')],
    findings: ['监督吴', at('findings')],
    finding: ['操作员林', at(`findings/${some.finding}`)],
    dashboard: ['监督吴', at('dashboard')],
    'dashboard-figures': ['监督吴', at('dashboard?by=field&figure=media_reports')],
    operations: ['管理员何', at('operations')],
    letters: ['管理员何', at('operations/letters')],
    accounts: ['管理员何', at('operations/accounts')],
    account: ['管理员何', at(`operations/accounts/${accounts[0].account_id}`)],
    keys: ['管理员何', at('operations/keys?ended=yes')],
    privacy: ['管理员何', at('operations/privacy')],
    giving: ['管理员何', at('operations/giving')],
    mails: ['管理员何', at('operations/mails')],
    'message-rules': ['管理员何', at('operations/rules')],
    'message-texts': ['管理员何', at('operations/texts')],
    'message-text': ['管理员何', at('operations/texts/application_received')],
    hubs: ['管理员何', at('operations/hubs')],
    guide: ['管理员何', at('start')],
  }
}

/** "/p/:hub/:project" as what such an address looks like, and how many of its parts are fixed. */
function readRoute(path) {
  const parts = path.split('/').filter(Boolean)
  const pattern = parts.map((part) => {
    if (/^:\w+\(\.\*\)\*$/.test(part)) return '(/.*)?'
    if (/^:\w+\?$/.test(part)) return '(/[^/]+)?'
    const choice = /^:\w+(\(.*\))$/.exec(part)
    return `/${choice ? choice[1] : part.startsWith(':') ? '[^/]+' : part}`
  })
  return { path, looks: new RegExp(`^${pattern.join('') || '/'}/?$`), fixed: parts.filter((part) => !part.startsWith(':')).length }
}

const pathsIn = (file) => [...readFileSync(join(web, file), 'utf8').matchAll(/path: '([^']*)'/g)].map(([, path]) => path)

/** Every address that the two routers know. */
export function allRoutes() {
  const pages = readdirSync(join(web, 'console/pages'), { recursive: true, encoding: 'utf8' })
  const signedIn = pages.filter((name) => name.endsWith('/screen.ts')).flatMap((name) => {
    const [, at] = /at: '([^']*)'/.exec(readFileSync(join(web, 'console/pages', name), 'utf8'))
    return pathsIn(`console/pages/${name}`).map((path) => `/console/:hub/${at}/${path}`)
  })
  return [
    ...pathsIn('public/router.ts'),
    ...pathsIn('console/router.ts').map((path) => `/console${path}`),
    ...signedIn,
  ].map(readRoute)
}

/** Which of the routes an address is of: the one with the most that is fixed. */
export function routeOf(address, routes) {
  const path = address.split('?')[0]
  return routes.filter((route) => route.looks.test(path)).sort((a, b) => b.fixed - a.fixed)[0]
}
