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

export const giftEntries: Words<Schemas['gift_entry']> = {
  anybody: { zh: '任何人都可以在门户登记捐赠', en: 'Anybody registers a gift at the portal' },
  staff: { zh: '捐赠只由工作人员登记', en: 'Gifts are entered by staff only' },
}

/** What to do about each. */
export const alarmAdvice: Words<Schemas['alarm_kind']> = {
  dead_letter: { zh: '看原因；排除后重试，不需要的说明理由跳过。', en: 'See why; retry when the cause is gone, or skip with a reason.' },
  diverged: { zh: '对方恢复过备份，有些事件已不存在。先核对受影响的业务，再接上新的日志。若错误信息为 its chain is broken，则其数据库被改动过，请机房在对方站点运行 cw verify。', en: 'The other side was restored and some events are gone. Look at what they had done here, then go on with the new log. Where the error says that its chain is broken, its store was altered: have cw verify run there.' },
  stuck_follower: { zh: '对方的服务可能停了，或线路不通。超过半小时请联系机房。', en: 'The other service may be down, or the line to it. After half an hour call whoever runs the machines.' },
  open_saga: { zh: '资助在等基金预留，或拨付在等付款：请看对方站点是否连通、财务是否已登记付款。', en: 'An award waits for its fund, or an instalment for its payment: is that hub reachable, has finance recorded the payment?' },
  disk_low: { zh: '磁盘剩余不足 5%，已停止接收提交。请机房立即清理或扩容。', en: 'Less than 5 % of the disk is free, and commands are refused. Have room made at once.' },
  recovering: { zh: '正在向上级取回备份之后的内容，期间只能查询。长时间不结束，请检查到上级的线路。', en: 'It is taking back from the hub above what came after the backup; until then it only answers questions. If that lasts, look at the line to the hub above.' },
  loss: { zh: '恢复备份后有内容没有找回。逐条核对、补录，然后销账。', en: 'A restore did not bring everything back. See to each entry, then strike it off.' },
  no_contact_key: { zh: '联系方式的密钥文件不在，联系方式看不到也存不进。请机房放回密钥文件。', en: 'The file with the key for contacts is missing: they can be neither read nor kept. Have the file put back.' },
  two_stores: { zh: '同一站点有两套数据在运行，两边都已停用。请机房确定以哪套为准，停掉另一套。', en: 'Two stores of one hub are running, and both are refused. Decide which counts and have the other one stopped.' },
}

export const heldMailAdvice: Word = {
  zh: '恢复备份前的邮件可能已经发过，所以暂停。到“外发邮件”里逐封或一次发出。',
  en: 'Mails of before a restore may have gone already, so they wait. Send them under “Mail”, one by one or all.',
}

export const lossKinds: Words<Schemas['loss_kind']> = {
  value: { zh: '内容缺失', en: 'A value' },
  event: { zh: '事件丢失', en: 'An event' },
  numbers: { zh: '作废的编号', en: 'Void numbers' },
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

export const audiences: Words<Schemas['audience']> = {
  account: { zh: '事件涉及的本人', en: 'Whom it is about' },
  applicant: { zh: '该项目的申请方', en: 'The applicant of the project' },
  round_applicants: { zh: '该征集的全部申请方', en: 'All applicants of the call' },
  donor: { zh: '捐赠人', en: 'The donor' },
  role_holders: { zh: '本站点担任某职责的人', en: 'All who hold a role here' },
}

export const languages: Words<Schemas['locale']> = {
  zh: words.chinese,
  en: words.english,
}

/** What is kept of people. A kind we have no word for is shown as it is. */
export const keptKinds: Readonly<Record<string, Word>> = {
  account: { zh: '账号', en: 'Account' },
  person: { zh: '人员', en: 'Person' },
  role: { zh: '职责', en: 'Role' },
  gift: { zh: '捐赠', en: 'Gift' },
  application: { zh: '申请', en: 'Application' },
  objection: { zh: '异议', en: 'Objection' },
  acts_for: { zh: '所代表的机构', en: 'Acts for' },
  file: { zh: '上传的文件', en: 'File' },
  reviewer: { zh: '评审聘任', en: 'On a panel' },
  conflict: { zh: '回避声明', en: 'Conflict' },
  score: { zh: '评分', en: 'Score' },
  report: { zh: '报告', en: 'Report' },
  visit: { zh: '走访', en: 'Visit' },
  message: { zh: '消息', en: 'Message' },
  contact: { zh: '联系方式', en: 'Contact' },
  address: { zh: '通知邮箱', en: 'Address for mail' },
  preference: { zh: '通知偏好', en: 'Preference' },
  event_preference: { zh: '各类通知的偏好', en: 'Preference for an event' },
  token: { zh: '登录与密钥', en: 'Session or key' },
  reason: { zh: '变更理由', en: 'Reason of a change' },
  person_before: { zh: '人员（从前的登记）', en: 'Person, as recorded before' },
  post: { zh: '任职', en: 'Post' },
  organisation: { zh: '社会组织', en: 'Organisation' },
}

/** Where a contact of somebody else is shown. */
export const disclosing: Readonly<Record<string, Word>> = {
  get_account: { zh: '账号', en: 'Account' },
  get_organisation: { zh: '社会组织', en: 'Organisation' },
  get_person: { zh: '人员', en: 'Person' },
  list_people: { zh: '人员名册', en: 'People' },
  list_person_history: { zh: '人员变更记录', en: 'History of a person' },
  get_gift: { zh: '捐赠', en: 'Gift' },
  get_application: { zh: '申请', en: 'Application' },
  list_objections: { zh: '异议', en: 'Objections' },
  list_personal_data: { zh: '个人信息副本', en: 'Copy of personal data' },
}
