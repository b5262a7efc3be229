/** What every service answers alike, at an address of its own. */
import { Problem, read, readAll, send, type Schemas } from '@shared/api'
import type { Page } from '@shared/pages'
import { mergedPages } from './merged'
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
const LOSSES = {
  registry: '/v1/hubs/{hub}/registry/losses',
  grants: '/v1/hubs/{hub}/grants/losses',
  fundraising: '/v1/hubs/{hub}/fundraising/losses',
  notification: '/v1/hubs/{hub}/notification/losses',
} as const
const STRIKING = {
  registry: '/v1/hubs/{hub}/registry/losses/{through}/settlement',
  grants: '/v1/hubs/{hub}/grants/losses/{through}/settlement',
  fundraising: '/v1/hubs/{hub}/fundraising/losses/{through}/settlement',
  notification: '/v1/hubs/{hub}/notification/losses/{through}/settlement',
} as const
const FORKS = {
  registry: '/v1/hubs/{hub}/registry/forks/settlement',
  grants: '/v1/hubs/{hub}/grants/forks/settlement',
  fundraising: '/v1/hubs/{hub}/fundraising/forks/settlement',
  notification: '/v1/hubs/{hub}/notification/forks/settlement',
} as const
const PERSONAL = {
  registry: '/v1/hubs/{hub}/registry/personal-data',
  grants: '/v1/hubs/{hub}/grants/personal-data',
  fundraising: '/v1/hubs/{hub}/fundraising/personal-data',
  notification: '/v1/hubs/{hub}/notification/personal-data',
} as const
const DISCLOSURES = {
  registry: '/v1/hubs/{hub}/registry/disclosures',
  grants: '/v1/hubs/{hub}/grants/disclosures',
  fundraising: '/v1/hubs/{hub}/fundraising/disclosures',
  notification: '/v1/hubs/{hub}/notification/disclosures',
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

export type Loss = Schemas['loss_entry'] & { service: Service }

export async function readLosses(hub: string, signal: AbortSignal): Promise<Loss[]> {
  const lists = await Promise.all(
    serviceNames.map(async (service) => {
      const items = await readAll((cursor) => read(LOSSES[service], { hub, cursor, limit: 200 }, { signal }))
      return items.map((item) => ({ ...item, service }))
    }),
  )
  return lists.flat()
}

/** Off the list: this loss, and those of its service before it. */
export function strike(hub: string, loss: Loss, reason: string, key: string): Promise<unknown> {
  return send('post', STRIKING[loss.service], { hub, through: loss.loss }, { reason }, key)
}

/** A log whose history is not the one that was seen of it. */
export interface Fork {
  service: Service
  source: string
  since?: string | undefined
}

export async function readForks(hub: string, signal: AbortSignal): Promise<Fork[]> {
  const conditions = await readConditions(hub, signal)
  return conditions.flatMap(({ service, store }) =>
    (store?.alarms ?? [])
      .filter((alarm) => alarm.kind === 'diverged')
      .map((alarm) => ({ service, source: alarm.what, since: alarm.since })),
  )
}

export function rejoin(hub: string, fork: Fork, reason: string, key: string): Promise<unknown> {
  return send('post', FORKS[fork.service], { hub }, { source: fork.source, reason }, key)
}

export type Kept = Schemas['personal_field'] & { service: Service }

/** All that the hub keeps of an account, or of whom a contact reaches. */
export async function readKept(hub: string, who: { account?: string; contact?: string }): Promise<Kept[]> {
  const lists = await Promise.all(
    serviceNames.map(async (service) => {
      const items = await readAll((cursor) => read(PERSONAL[service], { hub, ...who, cursor, limit: 100 }))
      return items.map((item) => ({ ...item, service }))
    }),
  )
  return lists.flat()
}

export type Disclosure = Schemas['disclosure_entry'] & { service: Service }

const DISCLOSURES_READ = 100

/** Of all services together, the newest first. */
export function disclosurePages(hub: () => string, account: () => string): (signal?: AbortSignal, cursor?: string) => Promise<Page<Disclosure>> {
  return mergedPages(
    serviceNames.map((service) => async (signal?: AbortSignal, cursor?: string) => {
      const page = await read(
        DISCLOSURES[service],
        { hub: hub(), ...(account() ? { account: account() } : {}), cursor, limit: DISCLOSURES_READ },
        signal ? { signal } : {},
      )
      return { ...page, items: page.items.map((item) => ({ ...item, service })) }
    }),
    (row) => row.at,
  )
}

export function checkChain(hub: string, service: Service): Promise<Schemas['verify_log_reply']> {
  return read(CHAIN[service], { hub })
}
