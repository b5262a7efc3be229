/** What a call waits for, as a clerk would say it. */
import type { Reply } from '@shared/api'
import type { Word } from '@shared/i18n'
import { words } from './words'

type Rules = Pick<Reply<'/v1/hubs/{hub}/rounds/{round}'>, 'round' | 'is_panel_closed' | 'skips_panel'>

export function nextStep({ round, is_panel_closed, skips_panel }: Rules): Word {
  switch (round.state) {
    case 'draft': return words.nextPublish
    case 'announced': return words.nextWait
    case 'accepting': return words.nextScreen
    case 'reviewing': return is_panel_closed || skips_panel ? words.nextDecide : words.nextReview
    case 'decided': return words.nextNotice
    case 'finished': return words.nextNothing
    case 'cancelled': return words.nextCancelled
  }
}
