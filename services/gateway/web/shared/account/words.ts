/** What the pages of one's own account say. */
import type { Word } from '../i18n'

export const words = {
  title: { zh: '我的账号', en: 'My account' },
  notices: { zh: '通知方式', en: 'How I hear of things' },
  own: { zh: '账号与密码', en: 'Account and password' },
  signInFirst: { zh: '登录后可查看消息、设置通知方式、修改密码。', en: 'Sign in to read your messages, choose how you hear of things, and change your password.' },
  noAccount: { zh: '还没有账号？', en: 'No account yet?' },

  // messages
  onlyUnread: { zh: '只看未读', en: 'Unread only' },
  unread: { zh: '未读', en: 'unread' },
  unreadCount: { zh: '{n} 条未读', en: ['{n} unread', '{n} unread'] },
  noMessages: {
    zh: '还没有消息。捐赠有了用处、申报有了进展、有任务需要你处理时，会在这里告诉你。',
    en: 'No messages yet. You are told here when your gift was used, your application moved on, or something waits for you.',
  },
  noUnread: { zh: '没有未读消息。', en: 'Nothing is unread.' },
  readAllMessages: { zh: '全部标为已读', en: 'Mark all as read' },

  // how to hear of things
  locale: { zh: '消息用哪种语言', en: 'Language of the messages' },
  chinese: { zh: '中文', en: '中文' },
  english: { zh: 'English', en: 'English' },
  byMail: { zh: '消息同时发到我的邮箱', en: 'Send my messages by mail, too' },
  byMailWhy: { zh: '站内消息总会有；这里只决定要不要再发一封邮件。', en: 'Messages always come here; this is about a mail besides.' },
  byKind: { zh: '按事项分别选择', en: 'Kind by kind' },
  byKindWhy: { zh: '这里列出你收到过的事项。没有单独选择的，按上面的设置。', en: 'The kinds you have had messages of. Those you choose nothing for follow the setting above.' },
  asAbove: { zh: '按上面的设置', en: 'As above' },
  mailYes: { zh: '发邮件', en: 'Mail, too' },
  mailNo: { zh: '只在站内', en: 'Here only' },
  quiet: { zh: '免打扰时段', en: 'Quiet hours' },
  quietOn: { zh: '这段时间不发邮件，过后再发', en: 'Hold my mail at these hours and send it after' },
  quietFrom: { zh: '从', en: 'From' },
  quietUntil: { zh: '到', en: 'Until' },
  address: { zh: '本站点的通知邮箱（不填则用账号邮箱）', en: 'Mail address for this hub (empty: that of the account)' },
  save: { zh: '保存', en: 'Save' },
  saved: { zh: '已保存。', en: 'Saved.' },

  // the account
  aboutMe: { zh: '我的资料', en: 'About me' },
  displayName: { zh: '怎样称呼你', en: 'What you are called' },
  mailAddress: { zh: '邮箱', en: 'Mail address' },
  mailAddressOptional: { zh: '邮箱（选填，用于接收通知）', en: 'Mail address (optional, for messages)' },
  changePassword: { zh: '修改密码', en: 'Change the password' },
  oldPassword: { zh: '原密码', en: 'Old password' },
  newPassword: { zh: '新密码（至少 10 个字符）', en: 'New password (at least 10 characters)' },
  again: { zh: '再输入一次', en: 'Once more' },
  differs: { zh: '两次输入不一样', en: 'The two are not the same' },
  passwordWhy: { zh: '改好后，其他设备上的登录都会退出。', en: 'All other devices are signed out by it.' },
  passwordChanged: { zh: '密码已修改，其他设备已退出。', en: 'The password is changed, and other devices are signed out.' },
  sessions: { zh: '在哪里登录过', en: 'Where I am signed in' },
  sessionsWhy: { zh: '看到不认识的登录，请结束它并修改密码。', en: 'If you do not know one of them, end it and change the password.' },
  session: { zh: '登录', en: 'Signed in' },
  key: { zh: '程序密钥', en: 'Key of a program' },
  invitation: { zh: '邀请', en: 'Invitation' },
  since: { zh: '{from} 起，{until} 到期', en: 'since {from}, until {until}' },
  end: { zh: '结束', en: 'End it' },
  myData: { zh: '关于我的数据', en: 'What is kept about me' },
  myDataWhy: {
    zh: '下载本站点保存的你的资料、通知设置、消息、捐赠和登录记录。',
    en: 'Your account, settings, messages, gifts and sign-ins, as this hub keeps them.',
  },
  download: { zh: '下载我的数据', en: 'Download my data' },
  erasure: {
    zh: '要注销账号，请联系站点管理员。注销后姓名、邮箱、消息都会删除，捐赠和申报记录以匿名方式保留在公开账目中。',
    en: 'To have the account erased, ask an administrator of the hub. Your name, address and messages are then deleted; gifts and applications stay in the open books, nameless.',
  },

  // opening an account
  signUpWhy: { zh: '有了账号，捐赠会记在名下，也可以代表社会组织申报项目。', en: 'With an account your gifts are kept together, and you may apply for an organisation.' },
  asResident: { zh: '居民，为自己捐赠', en: 'A resident, to give' },
  asOrganisation: { zh: '社会组织，申报项目', en: 'An organisation, to apply' },
  iAm: { zh: '我是', en: 'I am' },
  organisation: { zh: '社会组织', en: 'Organisation' },
  organisationWhy: { zh: '站点工作人员核实后，才能代表它申报。', en: 'An officer confirms it before you may apply for it.' },
  organisationNone: { zh: '名录里没有，先不选', en: 'Not in the list' },
  accountName: { zh: '账号名（登录用，2 个字以上，不含空格）', en: 'Account name (to sign in with; at least 2 letters, no spaces)' },
  newAccountPassword: { zh: '密码（至少 10 个字符）', en: 'Password (at least 10 characters)' },
  openIt: { zh: '注册并登录', en: 'Open it and sign in' },
  nameTaken: { zh: '这个账号名已经有人用了。换一个，或者用它登录。', en: 'Somebody has this account name. Choose another one, or sign in with it.' },
  haveAccount: { zh: '已有账号，去登录', en: 'I have an account' },
  nameWrong: { zh: '账号名至少 2 个字，不能有空格。', en: 'An account name has at least 2 letters and no spaces.' },
} satisfies Record<string, Word>

/** What messages are about. */
const events: Readonly<Record<string, Word>> = {
  'fundraising.gift_attributed': { zh: '收到你的捐赠', en: 'Your gift was received' },
  'fundraising.gift_refunded': { zh: '捐赠退回', en: 'A gift was refunded' },
  'fundraising.gift_used': { zh: '捐赠用到项目上', en: 'Your gift was used' },
  'fundraising.payment_due': { zh: '有款项待付', en: 'A payment is due' },
  'fundraising.payment_failed': { zh: '转账失败', en: 'A payment failed' },
  'fundraising.payment_recorded': { zh: '付款待复核', en: 'A payment to approve' },
  'grants.application_changed': { zh: '申报进展', en: 'An application moved on' },
  'grants.application_submitted': { zh: '收到申报', en: 'An application came in' },
  'grants.award_changed': { zh: '资助进展', en: 'An award moved on' },
  'grants.notice_opened': { zh: '公示开始', en: 'A notice began' },
  'grants.objection_raised': { zh: '收到异议', en: 'An objection was raised' },
  'grants.objection_settled': { zh: '异议有了结论', en: 'An objection was settled' },
  'grants.report_accepted': { zh: '报告通过', en: 'A report was accepted' },
  'grants.report_returned': { zh: '报告退回修改', en: 'A report was returned' },
  'grants.report_submitted': { zh: '收到报告', en: 'A report came in' },
  'grants.reviewer_appointed': { zh: '受邀评审', en: 'Asked to review' },
  'grants.reviewer_assigned': { zh: '分到评审项目', en: 'Given an application to review' },
  'grants.round_opened': { zh: '新的征集', en: 'A new call' },
  'grants.tranche_changed': { zh: '拨付变化', en: 'An instalment changed' },
  'grants.tranche_released': { zh: '可以拨付', en: 'An instalment is released' },
  'notification.alarm_raised': { zh: '系统告警', en: 'An alarm of the system' },
  'notification.mail_failed': { zh: '邮件未能发出', en: 'A mail could not be sent' },
  'notification.trouble_found': { zh: '有事项需要处理', en: 'Something needs settling' },
  'registry.account_opened': { zh: '账号开通', en: 'An account was opened' },
  'registry.finding_answered': { zh: '监督意见有了答复', en: 'A finding was answered' },
  'registry.finding_changed': { zh: '监督意见有变化', en: 'A finding changed' },
  'registry.finding_recorded': { zh: '新的监督意见', en: 'A new finding' },
  'registry.password_changed': { zh: '密码修改', en: 'A password was changed' },
  'registry.role_granted': { zh: '获得职责', en: 'A role was given' },
  'registry.role_revoked': { zh: '职责收回', en: 'A role was taken back' },
}

/** What an event is called; one we have no word for is shown as it is. */
export function eventWord(event: string): Word {
  return events[event] ?? { zh: event, en: event }
}
