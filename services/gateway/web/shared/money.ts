/** Money is whole fen; nothing here divides before it must. */
import { formatCount, language } from './i18n'

const FEN_PER_YUAN = 100
const WAN_FEN = 10_000 * FEN_PER_YUAN
const YI_FEN = 100_000_000 * FEN_PER_YUAN

/** "¥1,234.50", to the fen; "¥1,234" if there are none. */
export function formatMoney(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const whole = Math.trunc(Math.abs(fen) / FEN_PER_YUAN)
  const rest = Math.abs(fen) % FEN_PER_YUAN
  const yuan = formatCount(whole)
  return `${sign}¥${yuan}${rest ? `.${String(rest).padStart(2, '0')}` : ''}`
}

/** To the fen, always: for ledgers and receipts. */
export function formatFen(fen: number): string {
  const text = formatMoney(fen)
  return text.includes('.') ? text : `${text}.00`
}

function inUnits(fen: number, unit: number, decimals: number): string {
  return formatCount(Number((fen / unit).toFixed(decimals)))
}

/** "1234.50": for tables that a program reads. */
export function fenAsYuan(fen: number): string {
  return formatFen(fen).replace(/[¥,]/g, '')
}

/** For cards: "12.5万元", "3.5亿元"; "¥125K", "¥350M". */
export function formatMoneyShort(fen: number): string {
  const size = Math.abs(fen)
  if (language.value === 'zh-CN') {
    if (size >= YI_FEN) return `${inUnits(fen, YI_FEN, 2)}亿元`
    if (size >= WAN_FEN) return `${inUnits(fen, WAN_FEN, 2)}万元`
    return `${inUnits(fen, FEN_PER_YUAN, 2)}元`
  }
  const sign = fen < 0 ? '-' : ''
  if (size >= 1e6 * FEN_PER_YUAN) return `${sign}¥${inUnits(size, 1e6 * FEN_PER_YUAN, 2)}M`
  if (size >= 1e4 * FEN_PER_YUAN) return `${sign}¥${inUnits(size, 1e3 * FEN_PER_YUAN, 1)}K`
  return formatMoney(fen)
}

/** What somebody typed, in fen; null if it is no amount. "1,234.5", "￥20", "１２". */
export function parseMoney(typed: string): number | null {
  const plain = typed.normalize('NFKC').replace(/[¥,\s元]/g, '')
  const parts = /^(\d{1,13})(?:\.(\d{0,2}))?$/.exec(plain)
  if (!parts?.[1]) return null
  return Number(parts[1]) * FEN_PER_YUAN + Number((parts[2] ?? '').padEnd(2, '0'))
}
