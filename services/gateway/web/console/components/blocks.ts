/**
 * Of a long table only what is near the window is drawn, block by block; the
 * rest is room as high as its blocks were, or are on the average.
 */
import { computed, onMounted, onScopeDispose, onUpdated, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'

/** Rows that come and go together. */
const BLOCK = 10
/** A list that is no longer is drawn as it is. */
const SHORT = 100
/** No block, nor one beside it. */
const NONE = -2
/** Before anything was measured, in pixels. */
const USUAL_ROW = 45

/** Rows, or in their place so many pixels of room. */
export interface Piece {
  key: string
  from: number
  to: number
  room?: number
}

/**
 * `top` to `bottom` is what should be drawn, in pixels below the first row; so is the block that is
 * held, and those beside it: the next row is there whichever way one goes.
 */
export function piecesOf(
  count: number, heightOf: (block: number) => number, top: number, bottom: number, held = NONE,
): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (let block = 0; block * BLOCK < count; block++) {
    const from = block * BLOCK
    const to = Math.min(from + BLOCK, count)
    const height = heightOf(block)
    const last = pieces.at(-1)
    if ((at + height >= top && at <= bottom) || Math.abs(block - held) <= 1) pieces.push({ key: `rows ${from}`, from, to })
    else if (last?.room === undefined) pieces.push({ key: `room ${from}`, from, to, room: height })
    else Object.assign(last, { to, room: last.room + height })
    at += height
  }
  return pieces
}

export interface Blocks {
  isLong: ComputedRef<boolean>
  pieces: ComputedRef<readonly Piece[]>
  /** Where the focus is stays drawn, however far one scrolls. */
  hold(event: FocusEvent): void
  release(event: FocusEvent): void
}

/** Of the rows of `table`, in a tbody for each piece. */
export function useBlocks(table: Ref<HTMLTableElement | null>, rows: () => readonly unknown[]): Blocks {
  const isLong = computed(() => rows().length > SHORT)
  const near = shallowRef({ top: 0, bottom: 2 * innerHeight })
  const held = ref(NONE)
  const isPrinting = ref(false)
  const heights = new Map<number, number>()
  let mean = USUAL_ROW * BLOCK
  let frame = 0

  const whole = computed<Piece[]>(() => [{ key: 'rows 0', from: 0, to: rows().length }])
  const pieces = computed(() =>
    isLong.value && !isPrinting.value
      ? piecesOf(rows().length, (block) => heights.get(block) ?? mean, near.value.top, near.value.bottom, held.value)
      : whole.value,
  )

  /** A screen before and a screen after what is seen. */
  function look(): void {
    frame = 0
    const first = table.value?.tBodies[0]
    if (!first || !isLong.value) return
    const above = -first.getBoundingClientRect().top
    near.value = { top: above - innerHeight, bottom: above + 2 * innerHeight }
  }
  function lookSoon(): void {
    frame ||= requestAnimationFrame(look)
  }

  function measure(): void {
    if (!isLong.value) return
    for (const [i, piece] of pieces.value.entries()) {
      const body = table.value?.tBodies[i]
      if (body && piece.room === undefined && piece.to - piece.from === BLOCK) heights.set(piece.from / BLOCK, body.offsetHeight)
    }
    if (heights.size) mean = [...heights.values()].reduce((sum, one) => sum + one, 0) / heights.size
  }

  function forget(): void {
    heights.clear()
    lookSoon()
  }

  const listeners = [
    ['scroll', lookSoon], ['resize', forget],
    ['beforeprint', () => (isPrinting.value = true)], ['afterprint', () => (isPrinting.value = false)],
  ] as const
  onMounted(() => {
    for (const [name, listen] of listeners) addEventListener(name, listen, { passive: true })
    measure()
    lookSoon()
  })
  onUpdated(measure)
  watch(rows, forget)
  onScopeDispose(() => {
    cancelAnimationFrame(frame)
    for (const [name, listen] of listeners) removeEventListener(name, listen)
  })

  function hold(event: FocusEvent): void {
    const body = (event.target as HTMLElement).closest('tbody')
    const i = [...(table.value?.tBodies ?? [])].findIndex((one) => one === body)
    const piece = pieces.value[i]
    held.value = piece ? piece.from / BLOCK : NONE
  }
  /** On the way to another row it is held until that one is. */
  function release(event: FocusEvent): void {
    if (!table.value?.contains(event.relatedTarget as Node | null)) held.value = NONE
  }
  return { isLong, pieces, hold, release }
}
