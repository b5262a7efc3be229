/** The words of what only this screen shows. */
import type { Schemas } from '@shared/api'
import type { Word } from '@shared/i18n'

type Words<T extends string> = Readonly<Record<T, Word>>

export const organisationActions: Words<Schemas['organisation_action']> = {
  suspend: { zh: '暂停', en: 'Suspend' },
  deregister: { zh: '注销', en: 'Deregister' },
  reinstate: { zh: '恢复', en: 'Reinstate' },
}

/** What may be done with an organisation of this status. */
export const actionsOf: Readonly<Record<Schemas['organisation_status'], readonly Schemas['organisation_action'][]>> = {
  active: ['suspend', 'deregister'],
  suspended: ['reinstate', 'deregister'],
  deregistered: ['reinstate'],
  succeeded: [],
}

export const calendarKinds: Words<Schemas['calendar_kind']> = {
  holiday: { zh: '放假', en: 'Day off' },
  workday: { zh: '调休上班', en: 'Working day' },
  regular: { zh: '按周末规则（撤销登记）', en: 'As its weekday says (takes the entry back)' },
}

export const metricUnitNames: Words<Schemas['metric_unit']> = {
  count: { zh: '个数', en: 'A number of things' },
  persons: { zh: '人数', en: 'People' },
  person_times: { zh: '人次', en: 'Visits (people times)' },
  fen: { zh: '金额', en: 'Money' },
  basis_points: { zh: '百分比', en: 'Per cent' },
}

/** What is typed behind the number. */
export const unitSigns: Words<Schemas['metric_unit']> = {
  count: { zh: '个', en: 'number' },
  persons: { zh: '人', en: 'people' },
  person_times: { zh: '人次', en: 'visits' },
  fen: { zh: '元', en: 'yuan' },
  basis_points: { zh: '%', en: '%' },
}

export const qualifierNames: Words<Schemas['qualifier']> = {
  exact: { zh: '准确数', en: 'exactly' },
  about: { zh: '约', en: 'about' },
  nearly: { zh: '近', en: 'nearly' },
  more_than: { zh: '超', en: 'more than' },
  over: { zh: '余', en: 'over' },
}
