/** What a search is for, and where what it found is shown. */
import type { RouteLocationRaw } from 'vue-router'

import type { Schemas } from '@shared/api'
import { terms } from '@shared/glossary'
import type { Word } from '@shared/i18n'
import { words } from './words'

type Hit = Schemas['search_hit']
export type Sought = Hit['type']

export const sought: Readonly<Record<Sought, Word>> = {
  organisation: terms.organisation,
  hub: terms.hub,
  project: terms.project,
  person: words.people,
}

/** A person has no page: the directory says all there is. */
export function placeOf(hit: Pick<Hit, 'type' | 'id' | 'hub'>): RouteLocationRaw | undefined {
  switch (hit.type) {
    case 'organisation':
      return `/organisations/${hit.hub}/${hit.id}`
    case 'hub':
      return { path: '/', query: { hub: hit.hub } }
    case 'project':
      return `/p/${hit.hub}/${hit.id}`
    case 'person':
      return undefined
  }
}
