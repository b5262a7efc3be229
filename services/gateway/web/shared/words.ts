/** What both entries say. */
import type { Word } from './i18n'

export const words = {
  name: { zh: '公益枢纽', en: 'Commonweal' },
  skip: { zh: '跳到正文', en: 'Skip to the content' },
  language: { zh: 'English', en: '中文' },
  switchLanguage: { zh: 'Read this page in English', en: '改用中文显示' },
  largerText: { zh: '大字', en: 'Larger text' },
  dark: { zh: '深色', en: 'Dark' },
  menu: { zh: '菜单', en: 'Menu' },
  loading: { zh: '正在读取…', en: 'Reading…' },
  tryAgain: { zh: '再试一次', en: 'Try again' },
  offline: {
    zh: '连不上网关。已填写的内容都保存在本机，恢复后会自动继续。',
    en: 'The gateway cannot be reached. What you typed is kept on this device; this page goes on by itself when it is back.',
  },
  requestId: { zh: '请求编号 {id}', en: 'Request {id}' },
  problemPassing: {
    zh: '服务暂时繁忙，请稍候再试。',
    en: 'The service is busy just now. Please try again in a moment.',
  },
  problemSignIn: { zh: '请先登录。', en: 'Please sign in first.' },
  savedAt: { zh: '已保存 {time}', en: 'Saved {time}' },
  more: { zh: '再显示一些', en: 'Show more' },
  asOf: { zh: '数据截至 {time}', en: 'As of {time}' },
  showData: { zh: '查看数据表', en: 'Show as a table' },
  hideData: { zh: '收起数据表', en: 'Hide the table' },
  downloadCsv: { zh: '下载 CSV', en: 'Download CSV' },
  copyLink: { zh: '复制链接', en: 'Copy the link' },
  copied: { zh: '已复制', en: 'Copied' },
  back: { zh: '返回', en: 'Back' },
  close: { zh: '关闭', en: 'Close' },
  all: { zh: '全部', en: 'All' },
  signIn: { zh: '登录', en: 'Sign in' },
  signOut: { zh: '退出', en: 'Sign out' },
  accountName: { zh: '账号', en: 'Account' },
  password: { zh: '密码', en: 'Password' },
} satisfies Record<string, Word>
