/** What the portal says. */
import type { Word } from '@shared/i18n'

export const words = {
  home: { zh: '首页', en: 'Home' },
  giveNow: { zh: '我要捐赠', en: 'Give' },
  projects: { zh: '项目', en: 'Projects' },
  transparency: { zh: '公开账目', en: 'Open books' },
  verify: { zh: '查验票据', en: 'Check a receipt' },
  mine: { zh: '我的捐赠', en: 'My giving' },
  console: { zh: '工作台', en: 'Staff' },
  notFound: { zh: '没有这个页面', en: 'There is no such page' },
  notFoundWhy: {
    zh: '链接可能已经失效，或少复制了几个字。',
    en: 'The link may be out of date, or a few letters of it may be missing.',
  },
  toHome: { zh: '回到首页', en: 'Go to the start' },
} satisfies Record<string, Word>
