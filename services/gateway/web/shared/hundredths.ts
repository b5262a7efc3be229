/** Points and per cents are whole hundredths: 92.5 is 9250. */
export const WHOLE = 10_000

/** "92.5", "100"; without what is not needed. */
export function formatHundredths(hundredths: number): string {
  return String(hundredths / 100)
}

/** What somebody typed, 0 to 100; null if it is none. */
export function parseHundredths(typed: string): number | null {
  const parts = /^(\d{1,3})(?:\.(\d{0,2}))?$/.exec(typed.normalize('NFKC').replace(/[%\s分]/g, ''))
  if (!parts?.[1]) return null
  const value = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'))
  return value <= WHOLE ? value : null
}
