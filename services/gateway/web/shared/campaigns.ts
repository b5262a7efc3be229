/** A campaign's plan, the eleven things that the charity law wants said beforehand. */
import type { Schemas } from './api'
import type { Word } from './i18n'

export type Plan = Schemas['campaign_plan']

export const campaignForms: Readonly<Record<Schemas['campaign_form'], Word>> = {
  box: { zh: '募捐箱', en: 'Collection boxes' },
  performance: { zh: '义演', en: 'Benefit performance' },
  contest: { zh: '义赛', en: 'Benefit contest' },
  sale: { zh: '义卖', en: 'Charity sale' },
  exhibition: { zh: '义展', en: 'Benefit exhibition' },
  auction: { zh: '义拍', en: 'Charity auction' },
  gala: { zh: '慈善晚会', en: 'Gala' },
  broadcast: { zh: '广播电视报刊', en: 'Broadcast and press' },
  internet: { zh: '互联网', en: 'Internet' },
  other: { zh: '其他', en: 'Other' },
}

/** In the order of the law; how much each holds, and what it is called. */
export const planTexts: readonly (readonly [name: Exclude<keyof Plan, 'starts_on' | 'ends_on'>, most: number, word: Word])[] = [
  ['purpose', 1000, { zh: '募捐目的', en: 'Purpose' }],
  ['area', 200, { zh: '募捐地域', en: 'Area' }],
  ['person_in_charge', 60, { zh: '活动负责人（公开）', en: 'Person in charge (public)' }],
  ['office', 200, { zh: '办公地址', en: 'Office' }],
  ['ways_to_receive', 500, { zh: '接受捐赠的方式', en: 'How gifts are received' }],
  ['bank_account', 200, { zh: '银行账户', en: 'Bank account' }],
  ['beneficiaries', 500, { zh: '受益人', en: 'Beneficiaries' }],
  ['use_of_money', 1000, { zh: '募得款物的用途', en: 'Use of the money' }],
  ['fundraising_cost', 500, { zh: '募捐成本', en: 'Cost of fundraising' }],
  ['surplus_rule', 500, { zh: '剩余财产的处理', en: 'What happens with a surplus' }],
]
