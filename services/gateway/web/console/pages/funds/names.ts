/** What the ids on this screen are called. */
import { read, readAll, type Schemas } from '@shared/api'
import { say } from '@shared/i18n'
import { useLoading, type Loading } from '@shared/loading'
import { words } from './words'

export type Fund = Schemas['fund_item']
export type FundField = Schemas['fund_field']

export interface Names {
  funds: Fund[]
  openFunds: Fund[]
  projects: ReadonlyMap<string, string>
  fund(id: string | undefined): string
  project(id: string | undefined): string
}

export function readFunds(hub: string, signal?: AbortSignal): Promise<Fund[]> {
  return readAll((cursor) =>
    read('/v1/hubs/{hub}/funds', { hub, cursor, limit: 100 }, signal ? { signal } : {}),
  )
}

async function readNames(hub: string, signal: AbortSignal): Promise<Names> {
  const [funds, items] = await Promise.all([
    readFunds(hub, signal),
    readAll((cursor) =>
      read('/v1/hubs/{hub}/projects', { hub, cursor, limit: 200 }, { signal }),
    ),
  ])
  const fundNames = new Map(funds.map((fund) => [fund.fund_id, fund.name]))
  const projects = new Map(items.map((item) => [item.project, item.title]))
  return {
    funds,
    openFunds: funds.filter((fund) => fund.state === 'open'),
    projects,
    fund: (id) => (id ? (fundNames.get(id) ?? id) : ''),
    project: (id) => (id ? (projects.get(id) ?? id) : say(words.anyProject)),
  }
}

export function useNames(hub: string): Loading<Names> {
  return useLoading((signal) => readNames(hub, signal))
}
