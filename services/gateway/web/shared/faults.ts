/**
 * What is wrong with a field of a request, and what may stand there. The hub
 * says it for programs, in English: here it is said to people. It comes when
 * the first refusal is shown.
 */
import type { Problem } from './api'
import { fields } from './fields'
import { say, type Word } from './i18n'
import { fenAsYuan } from './money'

/** What the hub's decoder finds, up to a colon; `limit` is what it expected. */
export const findings: Readonly<Record<string, Word>> = {
  'is too small': { zh: '「{field}」至少为 {limit}。', en: '“{field}” must be at least {limit}.' },
  'is too large': { zh: '「{field}」最多为 {limit}。', en: '“{field}” must be at most {limit}.' },
  'is too short': { zh: '「{field}」至少 {limit} 个字。', en: '“{field}” needs at least {limit} characters.' },
  'is too long': { zh: '「{field}」最多 {limit} 个字。', en: '“{field}” may have at most {limit} characters.' },
  'is blank': { zh: '「{field}」不能只有空格。', en: '“{field}” must not be blank.' },
  'has another form': { zh: '「{field}」格式不对，请核对。', en: '“{field}” does not have the right form.' },
  'is not a day': { zh: '「{field}」请填一个日期。', en: '“{field}” must be a day.' },
  'is not a time': { zh: '「{field}」请填日期和时间。', en: '“{field}” must be a date and a time.' },
  'is not one of its values': { zh: '「{field}」请从所列选项中选。', en: '“{field}” must be one of the choices.' },
  'has too many entries': { zh: '「{field}」最多 {limit} 项。', en: '“{field}” may have at most {limit} entries.' },
  'is missing': { zh: '「{field}」没有填。', en: '“{field}” is missing.' },
  'is not a whole number': { zh: '「{field}」请填整数。', en: '“{field}” must be a whole number.' },
  'is not true or false': { zh: '「{field}」请选是或否。', en: '“{field}” must be yes or no.' },
  'is not a UUID': { zh: '「{field}」不是有效的标识，请重新选择。', en: '“{field}” is no identifier; please choose it again.' },
  'is not base64url': { zh: '「{field}」无法识别，请重新选择文件。', en: '“{field}” cannot be read; please choose the file again.' },
  'is not a string': { zh: '「{field}」请填文字。', en: '“{field}” must be text.' },
  'is not an array': { zh: '「{field}」应为多项。', en: '“{field}” must be a list.' },
  'is not an object': { zh: '「{field}」填写不完整。', en: '“{field}” is not complete.' },
  'is not UTF-8': { zh: '「{field}」含有无法识别的字符。', en: '“{field}” has characters that cannot be read.' },
  'has a NUL in a text': { zh: '内容含有无法识别的字符。', en: 'The text has characters that cannot be read.' },
  'is not JSON': { zh: '页面发出的内容不完整，请刷新页面再试。', en: 'What the page sent is not whole. Please reload it and try again.' },
  'is no field of this request': { zh: '页面与系统版本不一致（{field}），请刷新页面再试。', en: 'This page is older than the hub (“{field}”). Please reload it and try again.' },
  'is no parameter of this request': { zh: '网址里的“{field}”不适用于这里。', en: '“{field}” in the address does not belong here.' },
  'is set by the path or the query already': { zh: '「{field}」填了两次。', en: '“{field}” was given twice.' },
  'is there twice': { zh: '「{field}」填了两次。', en: '“{field}” was given twice.' },
  'is no format of lists': { zh: '列表只能下载为 JSON 或 CSV。', en: 'Lists come as JSON or CSV.' },
  'is no bearer token': { zh: '登录凭证无法识别，请重新登录。', en: 'The token cannot be read. Please sign in again.' },
  'is no service that counts': { zh: '没有这项服务。', en: 'There is no such service.' },
  'is not a key': { zh: '页面发出的编号无法识别，请刷新页面再试。', en: 'The key that the page sent cannot be read. Please reload it and try again.' },
}

/** What a service finds that knows more than the decoder, by the field. */
export const rules: Readonly<Record<string, Word>> = {
  answer_by: { zh: '「{field}」已经过了，请填今天或以后。', en: '“{field}” is over: it must be today or later.' },
  audience: { zh: '这个事项没有「{field}」所选的对象，请换一个。', en: '“{field}” does not fit this event; please choose another.' },
  certificate_until: { zh: '「{field}」已过，资格证书失效。', en: '“{field}” lies in the past: the certificate has run out.' },
  code: { zh: '没有登录时须设「{field}」，凭它查看和停止月捐。', en: 'Without an account a code is needed: with it the monthly gift is seen and stopped.' },
  decisions: { zh: '请至少选一项资助、不予资助，或勾选全部决定。', en: 'Select, decline, or make the decision final.' },
  due_at: { zh: '「{field}」须晚于现在。', en: '“{field}” must lie in the future.' },
  email: { zh: '「{field}」请填一个邮箱，例如 name@example.org；邮件失败的消息只留在收件箱。', en: '“{field}” must be one plain address, such as name@example.org; news of a failed mail stay in the inbox.' },
  ends_on: { zh: '「{field}」不能早于开始日期。', en: '“{field}” must not lie before the start.' },
  event: { zh: '这份文字是为另一个事项写的，不能改到「{field}」。', en: 'The template is for another event.' },
  expires_at: { zh: '「{field}」须在今后 {n} 天之内。', en: '“{field}” must lie within the next {n} days.' },
  fund_hub: { zh: '「{field}」须是本站点或上级站点。', en: '“{field}” must be this hub or one above it.' },
  outcome: { zh: '「{field}」请选成立、不成立或撤回。', en: '“{field}” must be upheld, dismissed or withdrawn.' },
  paid_at: { zh: '「{field}」不能晚于今天。', en: '“{field}” must not lie in the future.' },
  parent_fund: { zh: '「{field}」不能是本基金或其下级。', en: '“{field}” must not be this fund or one below it.' },
  quiet_until: { zh: '免打扰要有开始和结束。', en: 'Quiet hours have a beginning and an end.' },
  reason: { zh: '请写明「{field}」：为什么这样办。', en: '“{field}” is needed here: say why this is done.' },
  role: { zh: '只有发给担任某职责的人时才选「{field}」。', en: '“{field}” is for those who hold a role, and for no other audience.' },
  sections: { zh: '「{field}」的预期最少项数不能多于最多项数。', en: '“{field}”: what is expected at least must not be above what is expected at most.' },
  signed_on: { zh: '「{field}」不能晚于今天。', en: '“{field}” must not lie in the future.' },
  starts_on: { zh: '「{field}」须在今天起一年之内。', en: '“{field}” must be today or within a year.' },
  to_fund: { zh: '「{field}」不能是划出的基金。', en: '“{field}” must not be the fund that sends.' },
  visited_on: { zh: '「{field}」不能晚于今天。', en: '“{field}” must not lie in the future.' },
  when_field: { zh: '「{field}」不是这个事项的内容，请换一个。', en: '“{field}” is nothing that this event says.' },
  when_value: { zh: '「{field}」与所选条件不符。', en: '“{field}” does not fit the condition.' },
  working_days: { zh: '「{field}」不能少于征集规则承诺的 {n} 天。', en: '“{field}” must be at least the {n} that the call promised.' },
}

const ENTRY: Word = { zh: '第 {n} 项', en: 'entry {n}' }

/** "budget.2.amount" as 预算 · 第 3 项 · 金额; a name without a word stays as it is. */
export function fieldName(pointer: string): string {
  return pointer.split('.').map((part) => {
    if (/^\d+$/.test(part)) return say(ENTRY, { n: Number(part) + 1 })
    const word = fields[part]
    return word ? say(word) : part
  }).join(' · ')
}

const YUAN: Word = { zh: '{sum} 元', en: '{sum} yuan' }

/** The bound that was crossed, of "a whole number of fen from 1 to 900", "1 to 64 characters of text" or "at most 20". */
function limitOf(finding: string, expected: string): string | undefined {
  const numbers = /^a whole number|characters of text$|^at most/.test(expected) ? expected.match(/-?\d+/g) : null
  if (!numbers) return undefined
  const limit = Number(/ (?:small|short)$/.test(finding) ? numbers[0] : numbers.at(-1))
  return expected.includes(' fen ') ? say(YUAN, { sum: fenAsYuan(limit) }) : limit.toLocaleString('en')
}

const OUT_OF_RANGE: Word = { zh: '「{field}」超出可填的范围。', en: '“{field}” is out of range.' }

/** In a sentence, if the refusal is about a field and we have words for it. */
export function explainFault({ code, field = '', detail = '', expected = '' }: Problem): string | undefined {
  if (code !== 'invalid_field' && code !== 'malformed') return undefined
  const finding = detail.split(':')[0] ?? ''
  const named = { field: fieldName(field) }
  const found = findings[finding]
  if (found && !/\{limit\}/.test(found.zh)) return say(found, named)
  const limit = limitOf(finding, expected)
  if (found) return limit === undefined ? say(OUT_OF_RANGE, named) : say(found, { ...named, limit })
  const rule = rules[field]
  return rule && say(rule, { ...named, n: Number(/\d+/.exec(detail)?.[0] ?? 0) })
}
