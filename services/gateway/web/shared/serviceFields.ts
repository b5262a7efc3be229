/** What a field of service is called in the reader's language. */
import type { Schemas } from './api'
import { language } from './i18n'

export function nameOfField(field: Pick<Schemas['service_field'], 'name' | 'name_en'>): string {
  return language.value === 'en' ? (field.name_en ?? field.name) : field.name
}
