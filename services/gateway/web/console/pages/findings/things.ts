/** What a finding may be about: each with what it is called, the newest first, and where it is looked at. */
import { read, readAll, type Schemas } from '@shared/api'
import { formatFen } from '@shared/money'

export type About = Schemas['finding_about']

export interface Thing {
  id: string
  name: string
}

/** Older ones are named by their number in the text. */
const MOST = 1000

type Read = (hub: string, signal: AbortSignal) => Promise<Thing[]>

const readers: Partial<Record<About, Read>> = {
  organisation: async (hub, signal) =>
    (await readAll((cursor) => read('/v1/hubs/{hub}/organisations', { hub, cursor, limit: 200 }, { signal })))
      .map((one) => ({ id: one.organisation_id, name: one.name })),
  account: async (hub, signal) =>
    (await readAll((cursor) => read('/v1/hubs/{hub}/accounts', { hub, cursor, limit: 200 }, { signal })))
      .map((one) => ({ id: one.account_id, name: one.display_name ?? one.account })),
  programme: async (hub, signal) =>
    (await readAll((cursor) => read('/v1/hubs/{hub}/programmes', { hub, cursor, limit: 200 }, { signal })))
      .map((one) => ({ id: one.programme, name: `${one.number} ${one.title}` })),
  round: async (hub, signal) =>
    (await readAll((cursor) => read('/v1/hubs/{hub}/rounds', { hub, cursor, limit: 200 }, { signal })))
      .map((one) => ({ id: one.round, name: `${one.number} ${one.title}` })),
  application: async (hub, signal) =>
    (await readAll((cursor) => read('/v1/hubs/{hub}/applications', { hub, cursor, limit: 200 }, { signal }), MOST))
      .map((one) => ({ id: one.application, name: `${one.number ?? ''} ${one.title}` })),
  award: async (hub, signal) =>
    (await readAll((cursor) => read('/v1/hubs/{hub}/awards', { hub, cursor, limit: 200 }, { signal }), MOST))
      .map((one) => ({ id: one.award, name: `${one.number} ${one.title}` })),
  fund: async (hub, signal) =>
    (await readAll((cursor) => read('/v1/hubs/{hub}/funds', { hub, cursor, limit: 100 }, { signal })))
      .map((one) => ({ id: one.fund_id, name: one.name })),
  gift: async (hub, signal) =>
    (await readAll((cursor) => read('/v1/hubs/{hub}/gifts', { hub, cursor, limit: 100 }, { signal }), MOST))
      .map((one) => ({ id: one.gift_id, name: `${one.number} ${formatFen(one.amount)}` })),
  payment: async (hub, signal) =>
    (await readAll((cursor) => read('/v1/hubs/{hub}/payments', { hub, cursor, limit: 100 }, { signal }), MOST))
      .map((one) => ({ id: one.payment, name: `${one.bank_reference} ${formatFen(one.amount)}` })),
}

/** None where nothing has to be named: the hub itself, or something else. */
export const needsThing = (about: About): boolean => readers[about] !== undefined

export function readThings(hub: string, about: About, signal: AbortSignal): Promise<Thing[]> {
  return readers[about]?.(hub, signal) ?? Promise.resolve([])
}
