/** What somebody is asked before it is done, and how it is done then. */
export interface Question {
  title: string
  /** What will be. */
  text?: string
  /** What the button says, if not the title. */
  action?: string
  reason?: 'needed' | 'optional'
  /** To be typed once more, in fen. */
  money?: number
  isDangerous?: boolean
  act: (reason: string, key: string) => Promise<unknown>
}
