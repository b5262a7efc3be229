/** Mandates opened on this device without an account: number and code are the way back to them. */
import { ref } from 'vue'

export interface KeptMandate {
  hub: string
  number: string
  code: string
  to: string
}

const KEPT_AS = 'commonweal.mandates'
const MOST = 50
/** Crockford's 32: no letter is taken for another, and a byte chooses evenly. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const GROUPS = 5
const GROUP = 4

/** As many months as the hub takes. */
export const INSTALMENTS_MAX = 600

/** Nothing goes on until it is stopped. */
export function isInstalments(typed: number | ''): boolean {
  return typed === '' || (Number.isInteger(typed) && typed >= 1 && typed <= INSTALMENTS_MAX)
}

function load(): KeptMandate[] {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]') as KeptMandate[]
  } catch {
    return []
  }
}

export const keptMandates = ref(load())

function keep(mandates: KeptMandate[]): void {
  keptMandates.value = mandates.slice(0, MOST)
  localStorage.setItem(KEPT_AS, JSON.stringify(keptMandates.value))
}

/** The same one, told of twice, is kept once. */
export function keepMandate(mandate: KeptMandate): void {
  keep([mandate, ...keptMandates.value.filter((kept) => kept.number !== mandate.number || kept.hub !== mandate.hub)])
}

export function forgetMandate(mandate: KeptMandate): void {
  keep(keptMandates.value.filter((kept) => kept !== mandate))
}

/** 100 bits that somebody can write down: "k7d2-93hf-4qpa-m1zz-x8wc". */
export function newCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(GROUPS * GROUP))
  const letters = Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length] ?? '')
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP, (group + 1) * GROUP).join('')).join('-')
}
