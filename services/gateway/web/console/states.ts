/** A state in words where only its text is known: a history tells of all kinds. */
import * as glossary from '@shared/glossary'
import type { Word } from '@shared/i18n'

const KINDS: Readonly<Record<string, Readonly<Record<string, Word>>>> = {
  programme: glossary.programmeStates,
  round: glossary.roundStates,
  application: glossary.applicationStates,
  award: glossary.awardStates,
  tranche: glossary.trancheStates,
  report: glossary.reportStates,
  notice: glossary.noticeStates,
  objection: glossary.objectionStates,
}

export function stateWord(kind: string, state: string): Word {
  return KINDS[kind]?.[state] ?? { zh: state, en: state }
}
