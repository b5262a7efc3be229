/** What may be done with a mandate, by where it stands. */
import type { Schemas } from '@shared/api'
import { words } from './words'

type Mandate = Schemas['mandate_item']

export const steps = {
  resumption: { name: words.resumeMandate, why: words.resumeMandateWhy },
  pause: { name: words.pauseMandate, why: words.pauseMandateWhy },
  cancellation: { name: words.stopMandate, why: words.stopMandateWhy },
} as const

export type Step = keyof typeof steps

const fits: Readonly<Record<Step, (mandate: Mandate) => boolean>> = {
  resumption: (one) => one.state !== 'active' && one.ending !== 'all_made',
  pause: (one) => one.state === 'active',
  cancellation: (one) => ['active', 'paused', 'lapsed'].includes(one.state),
}

export function stepsOf(mandate: Mandate): Step[] {
  return (Object.keys(steps) as Step[]).filter((step) => fits[step](mandate))
}

/** What is given each month may change until it was stopped for good. */
export function mayChange(mandate: Mandate): boolean {
  return mandate.state === 'active' || mandate.state === 'paused'
}
