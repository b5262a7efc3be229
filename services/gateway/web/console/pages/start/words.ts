/** What a newcomer and the first administrator are told. */
import type { Word } from '@shared/i18n'

export const words = {
  // joining by a link
  joinTitle: { zh: '设置密码', en: 'Set a password' },
  joinHello: { zh: '{name}，欢迎加入{hub}。', en: 'Welcome to {hub}, {name}.' },
  joinWhy: {
    zh: '账号是“{account}”，以后用它和下面设置的密码登录。',
    en: 'Your account is “{account}”. From now on, sign in with it and the password you set here.',
  },
  joinCode: { zh: '邀请码（cw_ 开头的一长串）', en: 'Invitation (a long text that begins with cw_)' },
  joinCodeWhy: {
    zh: '打开管理员给的链接就不用填写。第一位管理员：安装时的 cw init 显示过邀请码，也保存在数据目录 keys 下的“站点名-admin-token”文件里。',
    en: 'Not needed if you open the link you were given. The first administrator: cw init showed it when the hub was installed, and it is in the file keys/HUB-admin-token of the data folder.',
  },
  joinNext: { zh: '下一步', en: 'Next' },
  newPassword: { zh: '密码（至少 10 个字符）', en: 'Password (at least 10 characters)' },
  again: { zh: '再输入一次', en: 'Once more' },
  differs: { zh: '两次输入的不一样。', en: 'The two are not the same.' },
  joinDo: { zh: '设置密码并登录', en: 'Set it and sign in' },
  joinBad: {
    zh: '邀请已经用过、已经过期，或不完整。请向站点管理员要一个新的。',
    en: 'This invitation was used, has ended, or is not whole. Ask the administrator of your hub for another.',
  },
  haveInvitation: { zh: '我有邀请码，第一次登录', en: 'I have an invitation: my first time here' },

  // the guide
  guide: { zh: '开站向导', en: 'Getting started' },
  guideWhy: {
    zh: '站点刚装好。按顺序做完这几步就可以开展工作；可以随时离开，下次从没做完的一步继续。',
    en: 'The hub is new. When these steps are done, work can begin. Leave at any time: it goes on where you stopped.',
  },
  guideCard: { zh: '站点还没有准备好：已完成 {done}/{all} 步。', en: 'The hub is not ready yet: {done} of {all} steps are done.' },
  goOn: { zh: '继续', en: 'Go on' },
  stepDone: { zh: '已完成', en: 'Done' },
  stepOpen: { zh: '未完成', en: 'To do' },
  nameTitle: { zh: '给站点起名', en: 'Name the hub' },
  nameWhy: {
    zh: '居民在门户首页看到的名称，例如“龙岗社会创新中心”。以后可以更名，原名留在沿革里。',
    en: 'What residents read on the first page, such as “Longgang social innovation centre”. It can change later; the former name stays in its history.',
  },
  nameNow: { zh: '现在叫“{name}”。', en: 'It is called “{name}”.' },
  hubName: { zh: '站点名称', en: 'Name of the hub' },
  hubKind: { zh: '类型', en: 'Kind' },
  saveName: { zh: '保存名称', en: 'Save the name' },
  nameReason: { zh: '开站命名', en: 'named when the hub was set up' },
  operatorTitle: { zh: '登记由谁运营', en: 'Say who runs it' },
  operatorWhy: {
    zh: '运营机构和委托方会公开。自己运营就选“自营”。',
    en: 'Who runs the hub and for whom is public. If the authority runs it itself, choose that.',
  },
  operatorNow: { zh: '由{name}运营。', en: '{name} runs it.' },
  inviteTitle: { zh: '邀请同事', en: 'Invite colleagues' },
  inviteWhy: {
    zh: '至少要有业务经办和财务各一人；付款须由另一人复核，财务最好两人。决策（理事会）、运营（经办）、监督不能由同一账号兼任。',
    en: 'At least one hub officer and one person of finance; two of finance are better, as a second person approves payments. Council, officer and supervisor cannot be one account.',
  },
  inviteNow: { zh: '{role}：{n} 人', en: ['{role}: {n} person', '{role}: {n} people'] },
  inviteDo: { zh: '邀请一位同事', en: 'Invite a colleague' },
  beginTitle: { zh: '从空白开始，或先看示例', en: 'Start empty, or look at the sample first' },
  seeSample: { zh: '先看示例', en: 'See the sample first' },
  sampleWhy: {
    zh: '示例讲一个完整的故事，要拨动时钟，记下的账不能抹掉，所以不装进正式站点。在有源代码的机器上运行下面的命令，会另起一套装满示例的站点，与这里互不影响：',
    en: 'The sample tells a whole story: it moves the clock on, and what is in the books stays there. So it is never loaded into a real hub. Where the sources are, this starts a sample network of its own, apart from this hub:',
  },
  emptyWhy: {
    zh: '账目从零开始。常用的服务领域已经备好，可以在“登记与名录”里增减。',
    en: 'The books begin empty. The usual fields of service are there already, to be changed in the register.',
  },
  beginFund: { zh: '财务登录后，先设立基金、登记收款渠道。', en: 'Finance signs in and opens the first fund and a place where gifts are taken.' },
  beginRegister: { zh: '业务经办登录后，登记机构。', en: 'The hub officer signs in and registers organisations.' },
  beginRound: { zh: '业务经办再开设资助计划，发起征集。', en: 'The officer then opens a programme and a call.' },
  fundsNow: { zh: '已有 {n} 个基金。', en: ['{n} fund is open.', '{n} funds are open.'] },
  startEmpty: { zh: '从空白开始', en: 'Start empty' },
  allDone: { zh: '准备好了。祝工作顺利。', en: 'All is ready. Good luck with the work.' },
  toPortal: { zh: '看看门户首页', en: 'See the public pages' },
} satisfies Record<string, Word>
