/** By what rules tell one event of a kind from another, in words. */
import { applicationStates, awardStates, objectionStates, roundStates, trancheStates } from '@shared/glossary'
import { say, type Word } from '@shared/i18n'
import { findingGrades, findingStates } from '../findings/states'
import { words } from './words'

export interface Condition {
  field: string
  name: Word
  values: Readonly<Record<string, Word>>
}

const conditions: Readonly<Record<string, Condition>> = {
  'grants.round_changed': { field: 'state', name: words.becomes, values: roundStates },
  'grants.application_changed': { field: 'state', name: words.becomes, values: applicationStates },
  'grants.award_changed': { field: 'state', name: words.becomes, values: awardStates },
  'grants.tranche_changed': { field: 'tranche.state', name: words.becomes, values: trancheStates },
  'grants.reviewer_assigned': { field: 'is_assigned', name: words.onlyIf, values: { true: words.assigned, false: words.unassigned } },
  'grants.objection_settled': { field: 'outcome', name: words.becomes, values: objectionStates },
  'fundraising.payment_failed': { field: 'cause', name: words.onlyIf, values: { bank_refused: words.bankRefused, entered_wrongly: words.enteredWrongly } },
  'registry.finding_recorded': { field: 'grade', name: words.onlyIf, values: findingGrades },
  'registry.finding_changed': { field: 'state', name: words.becomes, values: findingStates },
}

/** What can be asked of an event; of most, nothing. */
export const conditionOf = (event: string): Condition | undefined => conditions[event]

/** What somebody set by the API may have no words here. */
export function conditionName(event: string, field?: string, value = ''): string {
  if (!field) return ''
  const known = conditions[event]
  if (known?.field !== field) return `${field} = ${value}`
  const word = known.values[value]
  return say(known.name, { value: word ? say(word) : value })
}
