/** What ids and codes of a hub are called: read once, kept while the page is open. */
import { shallowReactive } from 'vue'

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

const kept = shallowReactive(new Map<string, Promise<Names>>())

async function readNames(hub: string): Promise<Names> {
  const [sums, programmes, projects, funds, fields] = await Promise.all([
    read('/v1/hubs/{hub}/project-sums', { hub, by: 'organisation' }),
    readAll((cursor) => read('/v1/hubs/{hub}/programmes', { hub, cursor, limit: 200 })),
    readAll((cursor) => read('/v1/hubs/{hub}/projects', { hub, cursor, limit: 200 })),
    readAll((cursor) => read('/v1/hubs/{hub}/funds', { hub, cursor, limit: 100 })),
    readAll((cursor) => read('/v1/hubs/{hub}/service-fields', { hub, cursor, limit: 200 })),
  ])
  return {
    organisations: new Map(sums.items.map((group) => [group.id ?? '', group.name])),
    programmes: new Map(programmes.map((item) => [item.programme, item.title])),
    projects: new Map(
      projects.flatMap((item) => [
        [item.project, item.title] as const,
        ...(item.award ? [[item.award, item.title] as const] : []),
      ]),
    ),
    funds: new Map(funds.map((item) => [item.fund_id, item.name])),
    fields: new Map(
      fields.map((item) => [
        item.field,
        item.name_en ? { zh: item.name, en: item.name_en } : { zh: item.name },
      ]),
    ),
  }
}

export function loadNames(hub: string): Promise<Names> {
  let names = kept.get(hub)
  if (!names) {
    names = readNames(hub)
    names.catch(() => kept.delete(hub))
    kept.set(hub, names)
  }
  return names
}

/** A field's code in words; itself if nobody defined it. */
export function fieldName(names: Names, code: string): string {
  const field = names.fields.get(code)
  return (language.value === 'en' ? field?.en : undefined) ?? field?.zh ?? code
}
