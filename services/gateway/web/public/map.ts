/** Places around their hub, as on the map of a metro: told apart, not located. */
const RING = 96
const RING_PER_PLACE = 9
const ON_ONE_RING = 8
const SMALLEST = 14
const LARGEST = 34

export interface Spot {
  x: number
  y: number
  radius: number
}

/** Where the circle of each amount is; the hub is at 0, 0. Areas are in proportion. */
export function placeSpots(amounts: readonly number[]): Spot[] {
  const most = Math.max(1, ...amounts)
  const isCrowded = amounts.length > ON_ONE_RING
  const inner = Math.max(RING, RING_PER_PLACE * amounts.length)
  return amounts.map((amount, i) => {
    const angle = (2 * Math.PI * i) / amounts.length - Math.PI / 2
    const ring = isCrowded && i % 2 === 1 ? 1.75 * inner : inner
    return {
      x: Math.round(1.3 * ring * Math.cos(angle)),
      y: Math.round(ring * Math.sin(angle)),
      radius: Math.max(SMALLEST, Math.round(LARGEST * Math.sqrt(amount / most))),
    }
  })
}

/** What shows them all, and the hub, with their names. */
export function viewOf(spots: readonly Spot[]): { box: string; width: number } {
  const wide = Math.max(80, ...spots.map((spot) => Math.abs(spot.x))) + LARGEST + 24
  const top = Math.min(-20, ...spots.map((spot) => spot.y - spot.radius)) - 4
  const bottom = Math.max(36, ...spots.map((spot) => spot.y + spot.radius + 24))
  return { box: `${-wide} ${top} ${2 * wide} ${bottom - top}`, width: 2 * wide }
}
