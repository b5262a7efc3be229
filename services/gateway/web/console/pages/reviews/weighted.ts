/** The total of a sheet as the hub will weigh it: rounded once, half up. */
import { WHOLE } from '@shared/hundredths'

interface Criterion {
  name: string
  weight: number
}

/** Null until every criterion has its points. */
export function weighted(
  criteria: readonly Criterion[],
  points: (criterion: string) => number | null,
): number | null {
  let sum = 0
  for (const one of criteria) {
    const given = points(one.name)
    if (given === null) return null
    sum += given * one.weight
  }
  return Math.floor((sum + WHOLE / 2) / WHOLE)
}
