/** What the portal says of monthly giving once there is some: it comes when it is gone to. */
import type { Word } from '@shared/i18n'

export const words = {
  moreChoices: { zh: '从哪天开始、捐几个月（选填）', en: 'When it begins, and for how long (optional)' },
  startsOn: { zh: '从哪天开始（不填就从今天算起）', en: 'From which day on (empty: today)' },
  instalments: { zh: '捐几个月（不填就一直捐到你停止）', en: 'For how many months (empty: until you stop it)' },
  instalmentsWrong: { zh: '月数请填 1 到 {n} 的整数，或者不填', en: 'Please enter a whole number of months from 1 to {n}, or nothing' },
  forMonths: { zh: '共 {n} 个月', en: ['for {n} month', 'for {n} months'] },
  mandateOpened: { zh: '月捐已登记。', en: 'Your monthly gift is registered.' },
  mandateHandOver: {
    zh: '请每月把款项交到“{place}”，附言写明编号 {number}。',
    en: 'Please pay each month at “{place}”, and name the number {number}.',
  },
  mandateNumber: { zh: '月捐编号', en: 'Number of the monthly gift' },
  mandateCode: { zh: '管理码', en: 'Code' },
  mandateCodeWhy: {
    zh: '没有账号时，凭编号和管理码查看、暂停或停止月捐。请抄下来，不要告诉别人。',
    en: 'Without an account, number and code let you see, pause or stop it. Write them down, and tell them to nobody.',
  },
  mandates: { zh: '月捐', en: 'Monthly giving' },
  mandatesEmpty: { zh: '还没有月捐。捐赠时选择“每月捐”即可设立。', en: 'Nothing yet. Choose “each month” when you give.' },
  findMandate: { zh: '凭编号和管理码查询', en: 'Find one by number and code' },
  eachMonth: { zh: '每月 {n} 日 {amount}', en: '{amount} on day {n} of each month' },
  nextOn: { zh: '下一期', en: 'next on' },
  receivedSoFar: { zh: '已到账 {amount}', en: '{amount} came so far' },
  pauseMandate: { zh: '暂停', en: 'Pause' },
  resumeMandate: { zh: '恢复', en: 'Take up again' },
  stopMandate: { zh: '停止月捐', en: 'Stop it' },
  stopMandateWhy: { zh: '停止后不再生成新的一期，未到账的各期作罢。', en: 'No further month, and what has not come is not expected any more.' },
} satisfies Record<string, Word>
