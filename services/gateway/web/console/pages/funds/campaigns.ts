/** What may be done with a campaign. */
import type { Schemas } from '@shared/api'

export type Act = 'correct' | 'file' | 'open' | 'close' | 'reopen'

/** What may be tried; the hub looks at the days and the certificate. */
export function actsOf({ state, kind, is_emergency, filing_number }: Schemas['campaign_item']): readonly Act[] {
  switch (state) {
    case 'draft': return [kind === 'public' ? 'file' : 'open', 'correct', ...(is_emergency ? (['open'] as const) : []), 'close']
    case 'filed': return ['open', 'correct', 'close']
    case 'open': return [...(filing_number || kind === 'targeted' ? [] : (['file'] as const)), 'correct', 'close']
    case 'closed': return ['reopen']
    case 'withdrawn': return ['reopen']
  }
}
