/** What a search is for, which service is asked for it, and where what it found is shown. */
import type { RouteLocationRaw } from 'vue-router'

import { read, type Schemas } from '@shared/api'
import { campaignStates, fundLevels, roundStates, terms } from '@shared/glossary'
import { hubName } from '@shared/hubs'
import { say, type Word } from '@shared/i18n'
import type { Page } from '@shared/pages'
import { words } from './words'

export interface Hit {
  id: string
  name: string
  to: RouteLocationRaw
  /** Where it is, or how it stands. */
  note: string
}

export interface Sought {
  hub: string
  q: string
  /** Not the hubs below. */
  isOwn: boolean
}

export interface Kind {
  word: Word
  readPage: (sought: Sought, limit: number, signal?: AbortSignal, cursor?: string) => Promise<Page<Hit>>
}

// As everybody sees them: who runs a call finds its draft in the console.
const quietly = (signal?: AbortSignal) => ({ asEverybody: true, ...(signal ? { signal } : {}) })

function pageOf<Row>(page: Page<Row>, hitOf: (row: Row) => Hit): Page<Hit> {
  const items = page.items.map(hitOf)
  return page.next_cursor === undefined ? { items } : { items, next_cursor: page.next_cursor }
}

type Named = Schemas['search_hit']

/** Names that the registry keeps. */
function named(type: Exclude<Named['type'], 'person'>, word: Word, placeOf: (hit: Named) => RouteLocationRaw): Kind {
  return {
    word,
    readPage: async ({ hub, q, isOwn }, limit, signal, cursor) => {
      const page = await read(
        '/v1/hubs/{hub}/search', { hub, q, type, cursor, limit, ...(isOwn ? { scope: 'hub' } : {}) }, quietly(signal),
      )
      return pageOf(page, (hit) => ({
        id: hit.id, name: hit.name, to: placeOf(hit), note: type === 'hub' ? '' : hubName(hit.hub),
      }))
    },
  }
}

export const kinds = {
  project: named('project', terms.project, (hit) => `/p/${hit.hub}/${hit.id}`),
  round: {
    word: terms.round,
    readPage: async ({ hub, q }, limit, signal, cursor) =>
      pageOf(await read('/v1/hubs/{hub}/rounds', { hub, q, cursor, limit }, quietly(signal)), (round) => ({
        id: round.round, name: round.title, to: `/rounds/${hub}/${round.round}`, note: say(roundStates[round.state]),
      })),
  },
  organisation: named('organisation', terms.organisation, (hit) => `/organisations/${hit.hub}/${hit.id}`),
  fund: {
    word: terms.fund,
    readPage: async ({ hub, q }, limit, signal, cursor) =>
      pageOf(await read('/v1/hubs/{hub}/funds', { hub, q, cursor, limit }, quietly(signal)), (fund) => ({
        id: fund.fund_id, name: fund.name, to: `/funds/${hub}/${fund.fund_id}`, note: say(fundLevels[fund.level]),
      })),
  },
  campaign: {
    word: words.campaign,
    readPage: async ({ hub, q }, limit, signal, cursor) =>
      pageOf(await read('/v1/hubs/{hub}/campaigns', { hub, q, cursor, limit }, quietly(signal)), (campaign) => ({
        id: campaign.campaign_id, name: campaign.title, to: `/campaigns/${hub}/${campaign.campaign_id}`,
        note: say(campaignStates[campaign.state]),
      })),
  },
  hub: named('hub', terms.hub, (hit) => ({ path: '/', query: { hub: hit.hub } })),
} satisfies Record<string, Kind>

/** People are in the directory, which says all there is of them. */
export const choices = {
  ...Object.fromEntries(Object.entries(kinds).map(([name, { word }]) => [name, word])) as Record<keyof typeof kinds, Word>,
  person: words.people,
}
