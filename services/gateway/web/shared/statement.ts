/** What a fund's statement says. */
import type { Word } from './i18n'

export const words = {
  statement: { zh: '收支说明', en: 'Statement' },
  statementWhy: { zh: '选起止日期看某一段时间；不选则从设立至今。', en: 'Choose days for a part of the time; without them it is since the fund was opened.' },
  from: { zh: '从', en: 'From' },
  until: { zh: '到', en: 'Until' },
  given: { zh: '接受捐赠', en: 'Given' },
  giftsN: { zh: '{n} 笔', en: ['{n} gift', '{n} gifts'] },
  refunded: { zh: '退回捐赠', en: 'Refunded' },
  appropriated: { zh: '拨入', en: 'Appropriated' },
  received: { zh: '由其他基金划入', en: 'Transferred in' },
  sent: { zh: '划出到其他基金', en: 'Transferred out' },
  allocated: { zh: '为资助预留', en: 'Reserved for awards' },
  awardsN: { zh: '{n} 项资助', en: ['{n} award', '{n} awards'] },
  spent: { zh: '支出', en: 'Spent' },
} satisfies Record<string, Word>
