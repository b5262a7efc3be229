/** The words of the register, for those of both entries that show an organisation or a person. */
import type { Schemas } from './api'
import type { Word } from './i18n'

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
