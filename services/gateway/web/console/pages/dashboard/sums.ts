/**
 * What a hub and those below it did: each service adds up its own, and says
 * of each hub below how fresh its figures are.
 */
import { read, type Schemas } from '@shared/api'
import { formatCount, type Word } from '@shared/i18n'
import { fenAsYuan, formatMoney, formatMoneyShort } from '@shared/money'
import { words } from './words'

export type Dimension = Schemas['sum_dimension']

/** The service that counts it, and what it is called. */
export const metrics = {
  given: { service: 'fundraising', word: words.given, isMoney: true },
  gifts: { service: 'fundraising', word: words.gifts, isMoney: false },
  taken_back: { service: 'fundraising', word: words.takenBack, isMoney: true },
  paid: { service: 'fundraising', word: words.paid, isMoney: true },
  returned: { service: 'fundraising', word: words.returned, isMoney: true },
  applications: { service: 'grants', word: words.applications, isMoney: false },
  asked: { service: 'grants', word: words.asked, isMoney: true },
  projects_published: { service: 'grants', word: words.projects, isMoney: false },
  organisations_registered: { service: 'registry', word: words.organisations, isMoney: false },
} as const satisfies Record<string, { service: string; word: Word; isMoney: boolean }>

export type MetricName = keyof typeof metrics
type Service = (typeof metrics)[MetricName]['service']

export const metricNames = Object.keys(metrics) as MetricName[]

export const dimensions: Readonly<Record<Dimension, Word>> = {
  hub: words.byHub,
  street: words.byStreet,
  field: words.byField,
  year: words.byYear,
}

export function isMetric(name: string): name is MetricName {
  return Object.hasOwn(metrics, name)
}

export function isDimension(name: string): name is Dimension {
  return Object.hasOwn(dimensions, name)
}

type Answer = Pick<Schemas['list_sums_reply'], 'items' | 'hubs'>

export interface Sums {
  /** By metric, then by key: a hub, a street, a field or a year. */
  values: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Of each service: the hubs below and when they were last heard. */
  sources: ReadonlyMap<string, ReadonlyMap<string, Schemas['sum_source']>>
}

export function gather(answers: Readonly<Record<Service, Answer>>): Sums {
  const values = new Map<string, Map<string, number>>()
  const sources = new Map<string, Map<string, Schemas['sum_source']>>()
  for (const [service, answer] of Object.entries(answers)) {
    for (const item of answer.items) {
      const keys = values.get(item.metric) ?? new Map<string, number>()
      values.set(item.metric, keys.set(item.key, item.value))
    }
    sources.set(service, new Map(answer.hubs.map((source) => [source.hub, source])))
  }
  return { values, sources }
}

export async function readSums(hub: string, by: Dimension, signal: AbortSignal): Promise<Sums> {
  const [fundraising, grants, registry] = await Promise.all([
    read('/v1/hubs/{hub}/fundraising/sums', { hub, by }, { signal }),
    read('/v1/hubs/{hub}/grants/sums', { hub, by }, { signal }),
    read('/v1/hubs/{hub}/registry/sums', { hub, by }, { signal }),
  ])
  return gather({ fundraising, grants, registry })
}

export function total(sums: Sums, metric: MetricName): number {
  return [...(sums.values.get(metric)?.values() ?? [])].reduce((sum, value) => sum + value, 0)
}

/** What a hub did; null if that was never heard. Of the hub that is asked, all is known. */
export function valueOf(sums: Sums, asked: string, hub: string, metric: MetricName): number | null {
  const known = sums.values.get(metric)?.get(hub)
  if (known !== undefined) return known
  if (hub === asked) return 0
  return sums.sources.get(metrics[metric].service)?.get(hub)?.as_of === undefined ? null : 0
}

export type Line = 'heard' | 'silent' | 'never'

export interface Heard {
  line: Line
  /** The oldest of what its services said; absent: never. */
  asOf?: string
}

/** How fresh a hub's figures are: as stale as those of its stalest service. */
export function heardOf(sums: Sums, hub: string): Heard {
  const said = [...sums.sources.values()].map((hubs) => hubs.get(hub))
  const times = said.flatMap((source) => (source?.as_of === undefined ? [] : [source.as_of])).sort()
  const oldest = times[0]
  if (oldest === undefined) return { line: 'never' }
  const isSilent = said.some((source) => source === undefined || source.is_silent || source.as_of === undefined)
  return { line: isSilent ? 'silent' : 'heard', asOf: oldest }
}

export function show(metric: MetricName, value: number): string {
  return metrics[metric].isMoney ? formatMoneyShort(value) : formatCount(value)
}

export function showExactly(metric: MetricName, value: number): string {
  return metrics[metric].isMoney ? formatMoney(value) : formatCount(value)
}

export function cell(metric: MetricName, value: number): string {
  return metrics[metric].isMoney ? fenAsYuan(value) : String(value)
}

/** The rows behind a figure: on the public pages, or in the console where they are not published one by one. */
export function rowsBehind(metric: MetricName, hub: string): { href: string } | { to: string } {
  const query = new URLSearchParams({ hub }).toString()
  if (metric === 'applications' || metric === 'asked') return { to: `/${hub}/rounds/applications` }
  if (metric === 'organisations_registered') return { to: `/${hub}/register` }
  if (metric === 'projects_published') return { href: `/projects?${query}` }
  return { href: `/transparency?${query}${metric === 'paid' || metric === 'returned' ? '' : '&view=gifts'}` }
}
