/** Receipts of gifts made on this device: their numbers and codes are the way back to them. */
import { ref } from 'vue'

export interface KeptReceipt {
  hub: string
  number: string
  hash: string
  gift: string
  amount: number
  at: string
  to: string
}

const KEPT_AS = 'commonweal.receipts'
const MOST = 200

function load(): KeptReceipt[] {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]') as KeptReceipt[]
  } catch {
    return []
  }
}

export const keptReceipts = ref(load())

function keep(receipts: KeptReceipt[]): void {
  keptReceipts.value = receipts.slice(0, MOST)
  localStorage.setItem(KEPT_AS, JSON.stringify(keptReceipts.value))
}

/** The same gift, told of twice, is kept once. */
export function keepReceipt(receipt: KeptReceipt): void {
  keep([receipt, ...keptReceipts.value.filter((kept) => kept.number !== receipt.number)])
}

export function forgetReceipts(): void {
  keep([])
}
