/** The words of messages, and the rules that use them. */
import { read, readAll, type Schemas } from '@shared/api'
import { language } from '@shared/i18n'

export type Version = Schemas['template_version']
export type Rule = Schemas['rule_row']

/** A template in force, in the languages that it has. */
export interface Text {
  name: string
  event: string
  of: Partial<Record<Schemas['locale'], Version>>
}

/** What a hub begins with was written by nobody at it. */
export const isBuiltIn = (version: Version): boolean => Date.parse(version.at) === 0

/** In the reader's language, or the other. */
export const shown = (text: Text): Version => (text.of[language.value === 'en' ? 'en' : 'zh'] ?? text.of.zh ?? text.of.en)!

/** What it is about, without what differs from message to message. */
export const inShort = (text: Text): string => shown(text).subject.replaceAll(/\{\{.*?\}\}/g, '…')

export async function readTexts(hub: string, signal?: AbortSignal): Promise<Text[]> {
  const versions = await readAll((cursor) =>
    read('/v1/hubs/{hub}/templates', { hub, cursor, limit: 100 }, signal ? { signal } : {}),
  )
  const texts = new Map<string, Text>()
  for (const version of versions) {
    const text = texts.get(version.name) ?? { name: version.name, event: version.event, of: {} }
    text.of[version.locale] = version
    texts.set(version.name, text)
  }
  return [...texts.values()]
}

export function readRules(hub: string, signal?: AbortSignal): Promise<Rule[]> {
  return readAll((cursor) => read('/v1/hubs/{hub}/rules', { hub, cursor, limit: 200 }, signal ? { signal } : {}))
}

/** Do both say the same? */
export function isAlike(one: Rule, other: Rule): boolean {
  const said = (rule: Rule) => [rule.event, rule.when_field, rule.when_value, rule.audience, rule.role, rule.template, rule.email].join('\n')
  return said(one) === said(other)
}

/** As a command takes it. */
export function sayRule({ event, when_field, when_value, audience, role, template, email }: Rule) {
  return {
    event, audience, template, email,
    ...(when_field && when_value ? { when_field, when_value } : {}),
    ...(audience === 'role_holders' && role ? { role } : {}),
  }
}
