/** What the ledger's entries are called. A kind we have no word for is shown as it is. */
import type { Schemas } from './api'
import { accountKinds, channels } from './glossary'
import { hubName } from './hubs'
import { say, type Word } from './i18n'
import type { Names } from './names'

const kinds: Readonly<Record<string, Word>> = {
  fund_opened: { zh: '设立基金', en: 'Fund opened' },
  fund_changed: { zh: '更正基金', en: 'Fund changed' },
  appropriation_recorded: { zh: '拨入资金', en: 'Appropriation' },
  campaign_changed: { zh: '募捐活动变更', en: 'Campaign changed' },
  channel_changed: { zh: '渠道变更', en: 'Channel changed' },
  gift_entry_changed: { zh: '登记捐赠的范围变更', en: 'Who enters gifts changed' },
  gift_received: { zh: '收到捐赠', en: 'Gift received' },
  gift_attributed: { zh: '捐赠归属（保密）', en: 'Gift attributed (private)' },
  gift_donor_changed: { zh: '捐赠人更正（保密）', en: 'Donor changed (private)' },
  gift_refunded: { zh: '退回捐赠', en: 'Gift refunded' },
  gift_charged_back: { zh: '捐赠退单', en: 'Gift charged back' },
  chargeback_settled: { zh: '退单结清', en: 'Chargeback settled' },
  mandate_opened: { zh: '设立月捐（保密）', en: 'Mandate opened (private)' },
  mandate_changed: { zh: '月捐变更（保密）', en: 'Mandate changed (private)' },
  mandate_attributed: { zh: '月捐归属（保密）', en: 'Mandate attributed (private)' },
  mandate_donor_erased: { zh: '删除月捐人信息（保密）', en: 'Mandate donor erased (private)' },
  charge_made: { zh: '月捐待收（保密）', en: 'Charge made (private)' },
  charge_settled: { zh: '月捐到账（保密）', en: 'Charge settled (private)' },
  charge_failed: { zh: '月捐未到账（保密）', en: 'Charge failed (private)' },
  charge_reopened: { zh: '月捐恢复待收（保密）', en: 'Charge reopened (private)' },
  gift_used: { zh: '使用定向捐赠', en: 'Gift used' },
  restriction_lifted: { zh: '解除限定', en: 'Restriction lifted' },
  award_reserved: { zh: '预留资助款', en: 'Award reserved' },
  award_refused: { zh: '未能预留', en: 'Award refused' },
  reservation_released: { zh: '释放预留款', en: 'Reservation released' },
  payment_due: { zh: '拨付到期', en: 'Payment due' },
  payable_withdrawn: { zh: '收回应付款', en: 'Payable taken back' },
  recall_refused: { zh: '不予收回应付款', en: 'Payable not taken back' },
  payment_recorded: { zh: '登记付款（待复核）', en: 'Payment recorded' },
  payment_rejected: { zh: '付款驳回', en: 'Payment rejected' },
  payment_made: { zh: '支付拨付款', en: 'Payment made' },
  payment_failed: { zh: '转账失败', en: 'Payment failed' },
  grant_returned: { zh: '退回资助款', en: 'Grant returned' },
  transfer_sent: { zh: '划出资金', en: 'Transfer sent' },
  transfer_received: { zh: '划入资金', en: 'Transfer received' },
  transfer_refused: { zh: '划转被拒', en: 'Transfer refused' },
  transfer_taken_back: { zh: '划转收回', en: 'Transfer taken back' },
  transfer_recalled: { zh: '要求撤回划转', en: 'Transfer recalled' },
  transfer_given_back: { zh: '退回划转', en: 'Transfer given back' },
  transfer_kept: { zh: '划转不予退回', en: 'Transfer kept' },
  return_reversed: { zh: '冲销退款登记', en: 'Return reversed' },
  transfer_settled: { zh: '划转确认', en: 'Transfer settled' },
  rows_changed: { zh: '系统留底', en: 'Kept by the system' },
  entry_reversed: { zh: '冲销分录', en: 'Entry reversed' },
}

export function entryName(kind: string): string {
  const word = kinds[kind]
  return word ? say(word) : kind
}

const KEPT: Word = {
  zh: '系统在这一步改动的明细，恢复备份时用；不涉及资金',
  en: 'What the system changed in this step, to recover by; moves no money',
}

/** What an entry without postings is about; empty if its subject has no public name. */
export function aboutEntry(names: Names, entry: { kind: string; subject?: string }): string {
  if (entry.kind === 'rows_changed') return say(KEPT)
  return names.funds.get(entry.subject ?? '') ?? names.projects.get(entry.subject ?? '') ?? ''
}

function kindName(kind: string): string {
  return Object.hasOwn(accountKinds, kind) ? say(accountKinds[kind as Schemas['account_kind']]) : kind
}

function channelName(channel: string): string {
  return Object.hasOwn(channels, channel) ? say(channels[channel as Schemas['channel']]) : channel
}

/** What an account hangs on besides its fund: a channel and hub, a project, an award. */
function ownerName(names: Names, kind: string, owner: readonly string[]): string {
  if (kind === 'clearing') return `${channelName(owner[0] ?? '')} · ${hubName(owner[1] ?? '')}`
  const [id] = owner
  return id === undefined ? '' : (names.projects.get(id) ?? id.slice(0, 8))
}

/** "restricted:<fund>:<project>" in words. */
export function accountName(names: Names, code: string): string {
  const [kind = '', fund = '', ...owner] = code.split(':')
  const parts = [kindName(kind), names.funds.get(fund) ?? fund.slice(0, 8), ownerName(names, kind, owner)]
  return parts.filter((part) => part).join(' · ')
}
