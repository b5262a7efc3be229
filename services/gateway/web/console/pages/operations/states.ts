/** The words of what only this screen shows. */
import type { Schemas } from '@shared/api'
import type { Word } from '@shared/i18n'
import { words } from './words'

type Words<T extends string> = Readonly<Record<T, Word>>

export const services = {
  registry: { zh: '登记', en: 'Registry' },
  grants: { zh: '资助', en: 'Grants' },
  fundraising: { zh: '募捐与账本', en: 'Fundraising' },
  notification: { zh: '通知', en: 'Notification' },
} satisfies Record<string, Word>

export type Service = keyof typeof services
export const serviceNames = Object.keys(services) as Service[]

export const alarmKinds: Words<Schemas['alarm_kind']> = {
  dead_letter: { zh: '有无法处理的事件', en: 'Events that could not be applied' },
  diverged: { zh: '所跟随的日志已被改写', en: 'A log it follows was changed' },
  stuck_follower: { zh: '跟随日志中断', en: 'Following a log is stuck' },
  open_saga: { zh: '长期未完成的资助流程', en: 'Awards or payments open too long' },
  disk_low: { zh: '磁盘空间不足', en: 'The disk is nearly full' },
  recovering: { zh: '恢复备份后尚未投入使用', en: 'A restored store that waits' },
  loss: { zh: '恢复后未能找回的内容', en: 'What a restore did not bring back' },
  no_contact_key: { zh: '缺少联系方式的密钥', en: 'The key for contacts is missing' },
  two_stores: { zh: '同一站点有两个数据库', en: 'Two stores of one hub' },
}

export const tokenKinds: Words<Schemas['token_kind']> = {
  session: words.session,
  key: words.key,
  invitation: words.invitation,
}

export const mailStates: Words<Schemas['mail_state']> = {
  waiting: { zh: '等待发送', en: 'Waiting' },
  sent: { zh: '已发出', en: 'Sent' },
  dead: { zh: '未能发出', en: 'Given up' },
  cancelled: { zh: '已取消', en: 'Stopped' },
  no_address: { zh: '没有邮箱', en: 'No address' },
  held: { zh: '恢复后待确认', en: 'Held since a restore' },
}

export const attemptOutcomes: Words<Schemas['attempt_outcome']> = {
  begun: { zh: '发送中', en: 'Begun' },
  accepted: { zh: '对方已接收', en: 'Accepted' },
  deferred: { zh: '对方请稍后再发', en: 'Deferred' },
  refused: { zh: '对方拒收', en: 'Refused' },
  unreachable: { zh: '连不上邮件服务器', en: 'Unreachable' },
}

export const operatorMethods: Words<Schemas['operator_method']> = {
  open_tender: { zh: '公开招标', en: 'Open tender' },
  negotiation: { zh: '竞争性磋商', en: 'Competitive negotiation' },
  single_source: { zh: '单一来源', en: 'Single source' },
  entrusted: { zh: '定向委托', en: 'Entrusted' },
  self_run: { zh: '自营', en: 'Run by the authority itself' },
}

export const governanceModels: Words<Schemas['governance_model']> = {
  public_institution_run: { zh: '事业单位管理', en: 'Run by a public institution' },
  government_founded: { zh: '政府组建社会组织', en: 'By an organisation the government founded' },
  outsourced: { zh: '外包给社会组织', en: 'Outsourced to an organisation' },
  separated_powers: { zh: '理事会决策、机构运营、第三方监督', en: 'Council decides, operator runs, third party supervises' },
}

export const linkStates: Words<Schemas['link_state']> = {
  invited: { zh: '已邀请', en: 'Invited' },
  linked: { zh: '已接入', en: 'Linked' },
  revoked: { zh: '已断开', en: 'Cut off' },
}
