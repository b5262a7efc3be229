/** Sums of grants and of gifts by one thing they have in common, as bars. */
import type { RouteLocationRaw } from 'vue-router'

import { read, type Schemas } from '@shared/api'
import { channels } from '@shared/glossary'
import { hubName } from '@shared/hubs'
import { say, type Word } from '@shared/i18n'
import type { Bar } from './components/Bars.vue'
import { fieldName, type Names } from '@shared/names'
import { words } from './words'

export type ProjectDimension = Schemas['project_dimension']
export type GiftDimension = Schemas['gift_dimension']

export const projectDimensions: Readonly<Record<ProjectDimension, Word>> = {
  year: words.byYear,
  place: words.byPlace,
  field: words.byField,
  programme: words.byProgramme,
  organisation: words.byOrganisationChoice,
}

export const giftDimensions: Readonly<Record<GiftDimension, Word>> = {
  year: words.byYear,
  month: words.byMonth,
  channel: words.byChannel,
  channel_hub: words.byChannelHub,
  fund: words.byFund,
  project: words.byProject,
}

/** What the explorer of grants is narrowed to; absent: not at all. */
export interface ProjectFilter {
  year?: number
  place?: string
  field?: string
  programme?: string
  organisation?: string
}

export interface GiftFilter {
  year?: number
  month?: string
  channel?: Schemas['channel']
  channel_hub?: string
  fund?: string
}

/** By all but the project: it has a page of its own. */
export const giftFilters = ['year', 'month', 'channel', 'channel_hub', 'fund'] as const

function isOneOf<T extends string>(known: Readonly<Record<T, Word>>, value: string): value is T {
  return Object.hasOwn(known, value)
}

/** What an address narrows gifts to. */
export function giftFilter(asked: (name: (typeof giftFilters)[number]) => string): GiftFilter {
  const filter: GiftFilter = {}
  const channel = asked('channel')
  if (asked('year')) filter.year = Number(asked('year'))
  if (isOneOf(channels, channel)) filter.channel = channel
  for (const name of ['month', 'channel_hub', 'fund'] as const) if (asked(name)) filter[name] = asked(name)
  return filter
}

/** The dimension an address asks for, or the first. */
export function projectDimension(asked: string): ProjectDimension {
  return isOneOf(projectDimensions, asked) ? asked : 'year'
}

export function giftDimension(asked: string): GiftDimension {
  return isOneOf(giftDimensions, asked) ? asked : 'month'
}

function projectGroupName(names: Names, by: ProjectDimension, group: Schemas['project_group']): string {
  if (!group.name) return say(words.notSaid)
  return by === 'field' ? fieldName(names, group.name) : group.name
}

/** The value by which an address would choose this group; empty: it cannot. */
export function projectGroupKey(group: Schemas['project_group']): string {
  return group.id ?? group.name
}

export function projectBars(
  names: Names,
  by: ProjectDimension,
  groups: readonly Schemas['project_group'][],
  to: (key: string) => RouteLocationRaw,
): Bar[] {
  return groups.map((group) => {
    const key = projectGroupKey(group)
    return {
      key: key || '-',
      name: projectGroupName(names, by, group),
      amount: group.awarded,
      count: group.projects,
      ...(key ? { to: to(key) } : {}),
    }
  })
}

function giftGroupName(by: GiftDimension, group: Schemas['gift_group']): string {
  if (by === 'project' && !group.id) return say(words.undesignated)
  if (by === 'channel_hub') return hubName(group.name)
  if (by === 'channel') return say(channels[group.name as Schemas['channel']])
  return group.name
}

export function giftBars(
  by: GiftDimension,
  groups: readonly Schemas['gift_group'][],
  to: (key: string) => RouteLocationRaw | undefined,
): Bar[] {
  return groups.map((group) => {
    const key = group.id ?? group.name
    const target = key ? to(key) : undefined
    return {
      key: key || '-',
      name: giftGroupName(by, group),
      amount: group.raised,
      count: group.gifts,
      ...(target ? { to: target } : {}),
    }
  })
}

export function readProjectSums(
  hub: string,
  by: ProjectDimension,
  filter: ProjectFilter,
  signal: AbortSignal,
): Promise<Schemas['sum_projects_reply']> {
  return read('/v1/hubs/{hub}/project-sums', { hub, by, is_funded: true, ...filter }, { signal })
}

export function readGiftSums(
  hub: string,
  by: GiftDimension,
  filter: GiftFilter,
  signal: AbortSignal,
): Promise<Schemas['sum_gifts_reply']> {
  return read('/v1/hubs/{hub}/gift-sums', { hub, by, ...filter }, { signal })
}
