/** What organisations are called: those of the hub and of the hubs above, read once. */
import { read, readAll } from '@shared/api'
import { hubs } from '@shared/hubs'
import { isWithin } from '@shared/permissions'

export type Names = ReadonlyMap<string, string>

const kept = new Map<string, Promise<Names>>()

async function readNames(hub: string): Promise<Names> {
  const above = hubs.value.filter((entry) => isWithin(hub, entry.hub))
  const lists = await Promise.all(
    above.map((entry) =>
      readAll((cursor) => read('/v1/hubs/{hub}/organisations', { hub: entry.hub, cursor, limit: 200 })),
    ),
  )
  return new Map(lists.flat().map((one) => [one.organisation_id, one.name]))
}

export function loadOrganisations(hub: string): Promise<Names> {
  let names = kept.get(hub)
  if (!names) {
    names = readNames(hub)
    names.catch(() => kept.delete(hub))
    kept.set(hub, names)
  }
  return names
}

/** One was registered or has another name. */
export function forgetOrganisations(): void {
  kept.clear()
}
