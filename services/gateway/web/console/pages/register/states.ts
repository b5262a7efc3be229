/** The words of what only this screen shows. */
import type { Schemas } from '@shared/api'
import type { Word } from '@shared/i18n'

type Words<T extends string> = Readonly<Record<T, Word>>

export const hubRoles: Words<Schemas['hub_role']> = {
  pivotal: { zh: '枢纽型', en: 'Pivotal' },
  demonstration: { zh: '示范型', en: 'Demonstration' },
  supporting: { zh: '支持型', en: 'Supporting' },
  umbrella: { zh: '联合型', en: 'Umbrella' },
}

export const organisationChanges: Words<Schemas['organisation_change']> = {
  registered: { zh: '登记', en: 'Registered' },
  corrected: { zh: '更正', en: 'Corrected' },
  suspended: { zh: '暂停', en: 'Suspended' },
  deregistered: { zh: '注销', en: 'Deregistered' },
  reinstated: { zh: '恢复', en: 'Reinstated' },
  succeeded: { zh: '由后继组织承接', en: 'Succeeded' },
  inherited: { zh: '承接前身', en: 'Took over a predecessor' },
}

export const organisationActions: Words<Schemas['organisation_action']> = {
  suspend: { zh: '暂停', en: 'Suspend' },
  deregister: { zh: '注销', en: 'Deregister' },
  reinstate: { zh: '恢复', en: 'Reinstate' },
}

export const postRoles: Words<Schemas['post_role']> = {
  staff: { zh: '工作人员', en: 'Staff' },
  leader: { zh: '负责人', en: 'Leader' },
  legal_representative: { zh: '法定代表人', en: 'Legal representative' },
  expert: { zh: '专家', en: 'Expert' },
  reviewer: { zh: '评审', en: 'Reviewer' },
  trainer: { zh: '培训师', en: 'Trainer' },
  mediator: { zh: '调解员', en: 'Mediator' },
  activist: { zh: '社区骨干', en: 'Activist' },
  volunteer: { zh: '志愿者', en: 'Volunteer' },
  ambassador: { zh: '公益大使', en: 'Ambassador' },
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
