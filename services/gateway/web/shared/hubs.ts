/** The hubs of this installation: the uppermost, and those below it. */
import { computed, shallowRef } from 'vue'

import { read, readAll, type Schemas } from './api'

export type Hub = Schemas['hub_entry']

export const hubs = shallowRef<Hub[]>([])

/** The one above all others; what is meant when none is named. */
export const homeHub = computed(
  () => hubs.value.find((hub) => !hubs.value.some((other) => other.hub === hub.parent))?.hub ?? '',
)

let loading: Promise<void> | null = null

async function load(): Promise<void> {
  hubs.value = await readAll((cursor) => read('/v1/hubs', { cursor, limit: 200 }))
}

/** Reads them once; again after a failure. */
export function loadHubs(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}

/** One was added or renamed. */
export function reloadHubs(): Promise<void> {
  loading = null
  return loadHubs()
}

export function hubName(hub: string): string {
  return hubs.value.find((entry) => entry.hub === hub)?.name ?? hub
}
