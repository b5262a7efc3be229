/** What every service answers alike, at an address of its own. */
import { Problem, read, readAll, send, type Schemas } from '@shared/api'
import { serviceNames, type Service } from './states'

const CONDITION = {
  registry: '/v1/hubs/{hub}/registry/condition',
  grants: '/v1/hubs/{hub}/grants/condition',
  fundraising: '/v1/hubs/{hub}/fundraising/condition',
  notification: '/v1/hubs/{hub}/notification/condition',
} as const
const LETTERS = {
  registry: '/v1/hubs/{hub}/registry/dead-letters',
  grants: '/v1/hubs/{hub}/grants/dead-letters',
  fundraising: '/v1/hubs/{hub}/fundraising/dead-letters',
  notification: '/v1/hubs/{hub}/notification/dead-letters',
} as const
const SETTLEMENT = {
  registry: '/v1/hubs/{hub}/registry/dead-letters/{letter}/settlement',
  grants: '/v1/hubs/{hub}/grants/dead-letters/{letter}/settlement',
  fundraising: '/v1/hubs/{hub}/fundraising/dead-letters/{letter}/settlement',
  notification: '/v1/hubs/{hub}/notification/dead-letters/{letter}/settlement',
} as const
const CHAIN = {
  registry: '/v1/hubs/{hub}/registry/log/check',
  grants: '/v1/hubs/{hub}/grants/log/check',
  fundraising: '/v1/hubs/{hub}/fundraising/log/check',
  notification: '/v1/hubs/{hub}/notification/log/check',
} as const

export interface Condition {
  service: Service
  /** Absent: the service did not answer. */
  store?: Schemas['store_condition']
  problem?: Problem
}

/** A service that is away is one of the things to be shown, and keeps nothing back. */
async function readCondition(hub: string, service: Service, signal: AbortSignal): Promise<Condition> {
  try {
    const { stores } = await read(CONDITION[service], { hub }, { signal })
    const store = stores.find((one) => one.hub === hub)
    return store ? { service, store } : { service }
  } catch (error) {
    if (error instanceof Problem && error.isPassing) return { service, problem: error }
    throw error
  }
}

export function readConditions(hub: string, signal: AbortSignal): Promise<Condition[]> {
  return Promise.all(serviceNames.map((service) => readCondition(hub, service, signal)))
}

export type Letter = Schemas['dead_letter'] & { service: Service }

export async function readLetters(hub: string, signal: AbortSignal): Promise<Letter[]> {
  const lists = await Promise.all(
    serviceNames.map(async (service) => {
      const items = await readAll((cursor) => read(LETTERS[service], { hub, cursor, limit: 200 }, { signal }))
      return items.map((item) => ({ ...item, service }))
    }),
  )
  return lists.flat()
}

export function settle(hub: string, letter: Letter, skip: boolean, reason: string, key: string): Promise<unknown> {
  return send('post', SETTLEMENT[letter.service], { hub, letter: letter.letter }, { skip, reason }, key)
}

export function checkChain(hub: string, service: Service): Promise<Schemas['verify_log_reply']> {
  return read(CHAIN[service], { hub })
}
