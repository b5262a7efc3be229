/** What the dashboard and the hall say. */
import type { Word } from '@shared/i18n'

export const words = {
  screen: { zh: '数据总览', en: 'Dashboard' },
  hall: { zh: '大厅模式', en: 'Hall screen' },
  hallWhy: { zh: '全屏大字，不显示登录信息', en: 'Full screen, large type, nothing of who is signed in' },
  fullScreen: { zh: '全屏', en: 'Full screen' },
  leaveHall: { zh: '返回', en: 'Back' },

  given: { zh: '接受捐赠', en: 'Given' },
  gifts: { zh: '捐赠笔数', en: 'Gifts' },
  takenBack: { zh: '退回捐赠', en: 'Given back' },
  paid: { zh: '拨付到项目', en: 'Paid to projects' },
  returned: { zh: '项目退回', en: 'Returned by projects' },
  applications: { zh: '收到申请', en: 'Applications' },
  asked: { zh: '申请金额', en: 'Asked for' },
  projects: { zh: '公开项目', en: 'Projects published' },
  organisations: { zh: '登记机构', en: 'Organisations registered' },

  whole: { zh: '{hub}及下级合计', en: '{hub} and all below' },
  hubCount: { zh: '含 {n} 个站点', en: ['{n} hub', '{n} hubs'] },
  silentCount: { zh: '其中 {n} 个失联，数据停在各自的时间', en: ['{n} of them silent: its figures end when it fell silent', '{n} of them silent: their figures end when they fell silent'] },
  compare: { zh: '对比', en: 'Compare' },
  what: { zh: '看什么', en: 'What' },
  by: { zh: '按什么分', en: 'By' },
  byHub: { zh: '站点', en: 'Hub' },
  byStreet: { zh: '街道', en: 'Street' },
  byField: { zh: '服务领域', en: 'Field' },
  byYear: { zh: '年份', en: 'Year' },
  noField: { zh: '未注明', en: 'Not said' },
  nothingYet: {
    zh: '还没有数据。收到第一笔捐赠、第一份申请后会显示在这里。',
    en: 'There are no figures yet. They show here with the first gift or application.',
  },
  tiers: { zh: '各级站点', en: 'The hubs, tier by tier' },
  tiersWhy: {
    zh: '每行是这个站点自己的数据。失联的站点显示最后一次收到的数据，从未收到的显示“未收到”，不当作零。',
    en: 'Each line is what a hub did itself. A silent hub shows what was last heard; one never heard shows “not heard”, and not zero.',
  },
  heardAt: { zh: '数据截至', en: 'As of' },
  kind: { zh: '类型', en: 'Kind' },
  contact: { zh: '联系', en: 'Line' },
  heard: { zh: '正常', en: 'Heard' },
  silent: { zh: '失联', en: 'Silent' },
  never: { zh: '未收到', en: 'Not heard' },
  reported: { zh: '汇报数据', en: 'Reported figures' },
  reportedWhy: {
    zh: '来自各期报告，保留原文的“约、近、超、余”和日期。点开看历次登记。',
    en: 'From reports, with their own qualifiers and dates. Press one to see every entry.',
  },
  reportedEmpty: {
    zh: '还没有登记汇报数据。',
    en: 'No figures from reports are recorded yet.',
  },
  asOfSource: { zh: '截至 {date} · {source}', en: 'As of {date} · {source}' },
  keepFigures: { zh: '登记或更正', en: 'Record or correct' },
  figureOf: { zh: '{name}：历次登记', en: '{name}: every entry' },
} satisfies Record<string, Word>
