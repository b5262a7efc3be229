/** What the console says. */
import type { Word } from '@shared/i18n'

export const words = {
  console: { zh: '工作台', en: 'Console' },
  portal: { zh: '公开页面', en: 'Public pages' },
  signInTitle: { zh: '登录工作台', en: 'Sign in to the console' },
  signInWhy: {
    zh: '机构、专家与工作人员由此进入。账号由所在站点的管理员开通。',
    en: 'For organisations, experts and staff. The administrator of your hub opens accounts.',
  },
  hello: { zh: '你好，{name}', en: 'Hello {name}' },
  yourRoles: { zh: '你的职责', en: 'What you do here' },
  roleAt: { zh: '{role} · {hub}', en: '{role} · {hub}' },
  reason: { zh: '理由（留存备查）', en: 'Reason (kept on record)' },
  reasonOptional: { zh: '说明（可不填）', en: 'Note (may be left empty)' },
  typeAmount: { zh: '请再输入一次金额：{amount}', en: 'Type the amount once more: {amount}' },
  amountDiffers: { zh: '与上面的金额不一致。', en: 'This is not the amount above.' },
  whereToGo: { zh: '从这里开始', en: 'Start here' },
  notFound: { zh: '没有这个页面', en: 'There is no such page' },
  notFoundWhy: {
    zh: '链接可能已经失效，或少复制了几个字。',
    en: 'The link may be out of date, or a few letters of it may be missing.',
  },
  toHome: { zh: '回到工作台首页', en: 'Go to the start of the console' },
  noRoles: {
    zh: '你的账号还没有职责。请联系所在站点的管理员。',
    en: 'Your account has no role yet. Please ask the administrator of your hub.',
  },
} satisfies Record<string, Word>
