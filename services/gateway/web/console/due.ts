/** What waits for the reader at a hub, by role: with its day, where there is one. */
import { read, readAll } from '@shared/api'
import { say } from '@shared/i18n'
import type { Role } from '@shared/permissions'
import { may } from '@shared/session'
import { loadTodos } from './pages/workspace/todo'
import { words } from './words'

export interface Due {
  what: string
  /** Below the hub. */
  at: string
  until?: string | undefined
  /** It ends by itself. */
  isWindow?: boolean
}

type Source = (hub: string, signal: AbortSignal) => Promise<Due[]>

const MOST = 200

/** So many, or more than are read. */
const count = (page: { items: readonly unknown[]; next_cursor?: string }): number | string =>
  page.next_cursor ? `${page.items.length}+` : page.items.length

const calls: Source = async (hub, signal) =>
  (await readAll((cursor) => read('/v1/hubs/{hub}/rounds', { hub, open_only: true, cursor, limit: 100 }, { signal })))
    .map((one) => ({ what: say(words.dueCall, { title: one.title }), at: `rounds/${one.round}`, until: one.closes_at, isWindow: true }))

const screening: Source = async (hub, signal) => {
  const page = await read('/v1/hubs/{hub}/applications', { hub, state: 'submitted', limit: MOST }, { signal })
  return page.items.length ? [{ what: say(words.dueScreening, { n: count(page) }), at: 'rounds/applications?state=submitted' }] : []
}

const agreements: Source = async (hub, signal) =>
  (await readAll((cursor) => read('/v1/hubs/{hub}/awards', { hub, state: 'awaiting_agreement', cursor, limit: 200 }, { signal })))
    .map((one) => ({ what: say(words.dueAgreement, { title: one.title }), at: `rounds/${one.round}/awards/${one.award}`, until: one.agreement_due_at }))

const notices: Source = async (hub, signal) =>
  (await readAll((cursor) => read('/v1/hubs/{hub}/notices', { hub, state: 'running', cursor, limit: 200 }, { signal })))
    .map((one) => ({ what: say(words.dueNotice, { title: one.title }), at: `rounds/${one.round}/awards`, until: one.ends_at, isWindow: true }))

const findings: Source = async (hub, signal) =>
  (await readAll((cursor) => read('/v1/hubs/{hub}/findings', { hub, state: 'open', cursor, limit: 100 }, { signal })))
    .map((one) => ({ what: say(words.dueFinding, { number: one.number }), at: `findings/${one.finding_id}`, until: one.answer_by }))

const charges: Source = async (hub, signal) => {
  const page = await read('/v1/hubs/{hub}/charges', { hub, state: 'due', limit: MOST }, { signal })
  const until = page.items.map((one) => one.due_on).sort()[0]
  return until ? [{ what: say(words.dueCharges, { n: count(page) }), at: 'funds/mandates', until }] : []
}

const payables: Source = async (hub, signal) => {
  const page = await read('/v1/hubs/{hub}/payables', { hub, state: 'payable', limit: MOST }, { signal })
  return page.items.length ? [{ what: say(words.duePayments, { n: count(page) }), at: 'funds/payments' }] : []
}

const campaigns: Source = async (hub, signal) =>
  (await readAll((cursor) => read('/v1/hubs/{hub}/campaigns', { hub, cursor, limit: 100 }, { signal })))
    .filter((one) => one.state === 'open')
    .map((one) => ({ what: say(words.dueCampaign, { title: one.title }), at: `funds/campaigns/${one.campaign_id}`, until: one.ends_on, isWindow: true }))

const scores: Source = async (hub, signal) =>
  (await readAll((cursor) => read('/v1/hubs/{hub}/review-rounds', { hub, cursor, limit: 200 }, { signal })))
    .map((one) => ({ one, left: one.is_panel_closed ? 0 : one.applications - one.scored - one.conflicts }))
    .filter(({ left }) => left > 0)
    .map(({ one, left }) => ({ what: say(words.dueScores, { title: one.title, n: left }), at: 'reviews', until: one.scores_due_on }))

const ownWork: Source = async (hub, signal) =>
  (await loadTodos(hub, signal)).map((todo) => ({ what: say(todo.word, { title: todo.title }), at: `workspace/${todo.at}`, until: todo.until }))

const sources: readonly (readonly [Source, readonly Role[]])[] = [
  [ownWork, ['applicant']],
  [scores, ['reviewer']],
  [calls, ['operator']],
  [screening, ['operator']],
  [notices, ['operator', 'council']],
  [agreements, ['operator']],
  [findings, ['operator', 'finance', 'council', 'supervisor', 'admin']],
  [payables, ['finance']],
  [charges, ['finance']],
  [campaigns, ['finance']],
]

/** What is due first stands first; what has no day comes after. */
export async function readDue(hub: string, signal: AbortSignal): Promise<Due[]> {
  const asked = sources.filter(([, roles]) => may(hub, ...roles)).map(([source]) => source(hub, signal))
  return (await Promise.all(asked)).flat().sort((a, b) => (a.until ?? '9').localeCompare(b.until ?? '9'))
}
