/** The words of what only this screen shows. */
import type { Schemas } from '@shared/api'
import type { Word } from '@shared/i18n'

type Words<T extends string> = Readonly<Record<T, Word>>

export const findingGrades: Words<Schemas['finding_grade']> = {
  remark: { zh: '提示', en: 'Remark' },
  shortcoming: { zh: '不足', en: 'Shortcoming' },
  serious: { zh: '严重', en: 'Serious' },
}

export const findingStates: Words<Schemas['finding_state']> = {
  open: { zh: '待答复', en: 'Open' },
  answered: { zh: '已答复', en: 'Answered' },
  settled: { zh: '已办结', en: 'Settled' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}

export const findingActions: Words<Schemas['finding_action']> = {
  settle: { zh: '办结', en: 'Settle it' },
  withdraw: { zh: '撤回误提', en: 'Withdraw it' },
  reopen: { zh: '重新打开', en: 'Open it again' },
}

export const findingAbout: Words<Schemas['finding_about']> = {
  hub: { zh: '本站点', en: 'The hub' },
  organisation: { zh: '社会组织', en: 'An organisation' },
  account: { zh: '账号', en: 'An account' },
  programme: { zh: '资助计划', en: 'A programme' },
  round: { zh: '征集', en: 'A call' },
  application: { zh: '申请', en: 'An application' },
  award: { zh: '资助', en: 'An award' },
  fund: { zh: '基金', en: 'A fund' },
  gift: { zh: '捐赠', en: 'A gift' },
  payment: { zh: '付款', en: 'A payment' },
  other: { zh: '其他', en: 'Something else' },
}

/** A colour for a state: see tones.ts. */
export const toneNames: Readonly<Record<Schemas['finding_state'], string>> = {
  open: 'raised', answered: 'reviewing', settled: 'completed', withdrawn: '',
}

/** What the supervisor may do with a finding in this state. */
export const actionsOf: Readonly<Record<Schemas['finding_state'], readonly Schemas['finding_action'][]>> = {
  open: ['settle', 'withdraw'],
  answered: ['settle', 'reopen', 'withdraw'],
  settled: ['reopen'],
  withdrawn: ['reopen'],
}
