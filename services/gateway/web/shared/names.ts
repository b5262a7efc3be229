/** What ids and codes of a hub are called: read once, kept while the page is open. */
import { read, readAll } from './api'
import { language } from './i18n'

export interface Names {
  organisations: Map<string, string>
  programmes: Map<string, string>
  /** By the project, and by its award. */
  projects: Map<string, string>
  funds: Map<string, string>
  fields: Map<string, { zh: string; en?: string }>
}

/** How each is read. */
const readers: { [Part in keyof Names]: (hub: string) => Promise<Names[Part]> } = {
  async organisations(hub) {
    const sums = await read('/v1/hubs/{hub}/project-sums', { hub, by: 'organisation' })
    return new Map(sums.items.map((group) => [group.id ?? '', group.name]))
  },
  async programmes(hub) {
    const items = await readAll((cursor) => read('/v1/hubs/{hub}/programmes', { hub, cursor, limit: 200 }))
    return new Map(items.map((item) => [item.programme, item.title]))
  },
  async projects(hub) {
    const items = await readAll((cursor) => read('/v1/hubs/{hub}/projects', { hub, cursor, limit: 200 }))
    return new Map(
      items.flatMap((item) => [
        [item.project, item.title] as const,
        ...(item.award ? [[item.award, item.title] as const] : []),
      ]),
    )
  },
  async funds(hub) {
    const items = await readAll((cursor) => read('/v1/hubs/{hub}/funds', { hub, cursor, limit: 100 }))
    return new Map(items.map((item) => [item.fund_id, item.name]))
  },
  async fields(hub) {
    const items = await readAll((cursor) => read('/v1/hubs/{hub}/service-fields', { hub, cursor, limit: 200 }))
    return new Map(
      items.map((item) => [item.field, item.name_en ? { zh: item.name, en: item.name_en } : { zh: item.name }]),
    )
  },
}

const kept = new Map<string, Promise<unknown>>()

function loadPart<Part extends keyof Names>(hub: string, part: Part): Promise<Names[Part]> {
  const key = `${part} ${hub}`
  let names = kept.get(key) as Promise<Names[Part]> | undefined
  if (!names) {
    names = readers[part](hub)
    names.catch(() => kept.delete(key))
    kept.set(key, names)
  }
  return names
}

/** Those that a page wants, and not the others. */
export async function loadSomeNames<Part extends keyof Names>(
  hub: string, ...parts: Part[]
): Promise<Pick<Names, Part>> {
  const names: Partial<Pick<Names, Part>> = {}
  await Promise.all(parts.map(async (part) => {
    names[part] = await loadPart(hub, part)
  }))
  return names as Pick<Names, Part>
}

export function loadNames(hub: string): Promise<Names> {
  return loadSomeNames(hub, 'organisations', 'programmes', 'projects', 'funds', 'fields')
}

/** A field's code in words; itself if nobody defined it. */
export function fieldName(names: Pick<Names, 'fields'>, code: string): string {
  const field = names.fields.get(code)
  return (language.value === 'en' ? field?.en : undefined) ?? field?.zh ?? code
}
