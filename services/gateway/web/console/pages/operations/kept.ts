/** What is kept of a person, in words: the copy is for whom it is about. */
import { clockOf } from '@shared/account/quiet'
import { words as accountWords } from '@shared/account/words'
import { formatTime } from '@shared/date'
import { applicationStates, reportKinds, roles } from '@shared/glossary'
import { happeningName } from '@shared/happenings'
import { say, type Word } from '@shared/i18n'
import { fenAsYuan } from '@shared/money'
import { words } from './words'

const BY_MAIL: Word = { zh: '另发邮件', en: 'By mail, too' }

/** What each value is; of some kinds a field says something else. */
const fields: Readonly<Record<string, Word>> = {
  account: { zh: '账号', en: 'Account' },
  actor: { zh: '经办账号', en: 'Done by' },
  amount: { zh: '金额（元）', en: 'Amount (yuan)' },
  appointed_at: { zh: '聘任时间', en: 'Appointed' },
  at: { zh: '时间', en: 'Time' },
  body_en: { zh: '正文（英文）', en: 'Text in English' },
  body_zh: { zh: '正文（中文）', en: 'Text in Chinese' },
  claimed_organisation: { zh: '申请代表的机构', en: 'Asks to act for' },
  comment: { zh: '评语', en: 'Comment' },
  contact: { zh: '联系方式', en: 'Contact' },
  correction: { zh: '更正说明', en: 'Correction' },
  declared_at: { zh: '声明时间', en: 'Declared' },
  dismissed_at: { zh: '解聘时间', en: 'Dismissed' },
  display_name: { zh: '称呼', en: 'What they are called' },
  email: { zh: '邮箱', en: 'Mail address' },
  'event_preference.email': BY_MAIL,
  event: { zh: '事项', en: 'Event' },
  expires_at: { zh: '到期时间', en: 'Ends' },
  finding: { zh: '处理结果', en: 'What was found' },
  findings: { zh: '走访所见', en: 'What was seen' },
  fund: { zh: '基金', en: 'Fund' },
  given_at: { zh: '捐赠时间', en: 'Given' },
  handler: { zh: '经手人', en: 'Taken by' },
  home_place: { zh: '住址', en: 'Home' },
  is_listed: { zh: '列入公开名录', en: 'In the public directory' },
  issued_at: { zh: '开始时间', en: 'Begun' },
  kind: { zh: '类别', en: 'Kind' },
  label: { zh: '名称', en: 'Label' },
  lifted_reason: { zh: '解除理由', en: 'Why it was lifted' },
  locale: { zh: '语言', en: 'Language' },
  name: { zh: '姓名或名称', en: 'Name' },
  number: { zh: '编号', en: 'Number' },
  opened_at: { zh: '开设时间', en: 'Opened' },
  operation: { zh: '办理事项', en: 'What was done' },
  organisation: { zh: '社会组织', en: 'Organisation' },
  phone: { zh: '电话', en: 'Phone' },
  place: { zh: '地点', en: 'Place' },
  'preference.email': BY_MAIL,
  public_name: { zh: '公开全名', en: 'Whole name in public' },
  quiet_from: { zh: '免打扰开始', en: 'Quiet from' },
  quiet_until: { zh: '免打扰结束', en: 'Quiet until' },
  raised_at: { zh: '提出时间', en: 'Raised' },
  read_at: { zh: '阅读时间', en: 'Read' },
  reason: { zh: '理由', en: 'Reason' },
  recorded_at: { zh: '登记时间', en: 'Recorded' },
  revoked_at: { zh: '结束时间', en: 'Ended' },
  role: { zh: '职责', en: 'Role' },
  round: { zh: '征集', en: 'Call' },
  scope: { zh: '范围', en: 'For which hub' },
  scored_at: { zh: '评分时间', en: 'Scored' },
  state: { zh: '状态', en: 'State' },
  subject_en: { zh: '标题（英文）', en: 'Title in English' },
  subject_zh: { zh: '标题（中文）', en: 'Title in Chinese' },
  submitted_at: { zh: '提交时间', en: 'Submitted' },
  summary: { zh: '简介', en: 'Summary' },
  text: { zh: '内容', en: 'Text' },
  title: { zh: '标题', en: 'Title' },
  total: { zh: '总分', en: 'Total' },
  uploaded_at: { zh: '上传时间', en: 'Uploaded' },
  waives_receipt: { zh: '不要票据', en: 'Wants no receipt' },
}

export interface KeptValue {
  kind: string
  field: string
  value: string
}

/** A field we have no word for is shown as it is. */
export function fieldOf({ kind, field }: KeptValue): string {
  const word = fields[`${kind}.${field}`] ?? fields[field]
  return word ? say(word) : field
}

/** What was done to an account, with a reason. */
const operations: Readonly<Record<string, Word>> = {
  change_account: { zh: '变更账号', en: 'Account changed' },
  confirm_account_organisation: { zh: '核实所代表的机构', en: 'Organisation confirmed' },
  erase_account: { zh: '删除账号', en: 'Account erased' },
  invite_account: { zh: '重发邀请', en: 'Invited again' },
  reset_account: { zh: '机器管理员重置密码', en: 'Password reset at the machine' },
  revoke_role: { zh: '收回职责', en: 'Role taken back' },
  revoke_token: { zh: '结束登录或停用密钥', en: 'Session or key ended' },
}

/** What is one of a few names; of some kinds alone. */
const names: Readonly<Record<string, Readonly<Record<string, Word>>>> = {
  locale: { zh: accountWords.chinese, en: accountWords.english },
  role: roles,
  'application.state': applicationStates,
  'report.kind': reportKinds,
  'reason.operation': operations,
}

function nameOf({ kind, field, value }: KeptValue): Word | undefined {
  const known = names[`${kind}.${field}`] ?? names[field]
  return known && Object.hasOwn(known, value) ? known[value] : undefined
}

const FLAGS = ['is_listed', 'public_name', 'waives_receipt']

function isFlag({ kind, field }: KeptValue): boolean {
  return FLAGS.includes(field) || (field === 'email' && kind.endsWith('preference'))
}

/** As it is kept, but money in yuan, times by the hub's clock, and what is yes or no. */
export function valueOf(kept: KeptValue): string {
  const { field, value } = kept
  if (value === '') return ''
  if (isFlag(kept)) return say(value === '1' ? words.yes : words.no)
  if (field === 'amount') return fenAsYuan(Number(value))
  if (field === 'at' || field.endsWith('_at')) return formatTime(value)
  if (field.startsWith('quiet_')) return clockOf(Number(value))
  if (field === 'event') return happeningName(value)
  const name = nameOf(kept)
  return name ? say(name) : value
}
