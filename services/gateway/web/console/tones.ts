/** Which states are good, which wait for somebody, which went wrong. */
const GOOD = new Set([
  'accepting', 'eligible', 'selected', 'completed', 'reserved', 'under_way', 'paid', 'accepted',
  'open', 'active', 'made', 'received', 'running',
])
const WAITING = new Set([
  'submitted', 'returned', 'proposed', 'on_notice', 'awaiting_agreement', 'released', 'raised',
  'announced', 'reviewing', 'payable', 'due', 'paused', 'sent', 'withdrawing', 'waiting',
])
const BAD = new Set([
  'refused', 'failed', 'cancelled', 'terminated', 'ineligible', 'upheld', 'rejected', 'suspended',
  'charged_back', 'reversed', 'deregistered', 'lapsed',
])

export type Tone = 'good' | 'waiting' | 'bad' | ''

export function toneOf(state: string): Tone {
  if (GOOD.has(state)) return 'good'
  if (WAITING.has(state)) return 'waiting'
  return BAD.has(state) ? 'bad' : ''
}
