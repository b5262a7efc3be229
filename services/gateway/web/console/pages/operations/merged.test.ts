import { expect, it } from 'vitest'

import { mergedPages } from './merged'

/** A list of times in pages of two. */
function listOf(times: readonly string[], asked: string[] = []) {
  return async (_signal?: AbortSignal, cursor?: string) => {
    const from = Number(cursor ?? 0)
    asked.push(cursor ?? 'first')
    return { items: times.slice(from, from + 2), ...(from + 2 < times.length ? { next_cursor: String(from + 2) } : {}) }
  }
}

async function readThrough(read: ReturnType<typeof mergedPages<string>>): Promise<string[][]> {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = await read(undefined, cursor)
    pages.push(page.items)
    cursor = page.next_cursor
  } while (cursor)
  return pages
}

it('shows all of every list, the newest first, across the pages', async () => {
  const read = mergedPages([listOf(['9', '8', '3', '1']), listOf(['7', '2']), listOf([])], (row) => row)
  const pages = await readThrough(read)
  expect(pages.flat()).toEqual(['9', '8', '7', '3', '2', '1'])
  expect(pages.length).toBeGreaterThan(1)
})

it('asks a list again only when what it said is shown', async () => {
  const asked: string[] = []
  const read = mergedPages([listOf(['9', '8', '7', '6']), listOf(['1', '0'], asked)], (row) => row)
  await readThrough(read)
  expect(asked).toEqual(['first'])
})

it('reads on from a page twice with the same outcome', async () => {
  const read = mergedPages([listOf(['5', '4', '3']), listOf(['2'])], (row) => row)
  const { next_cursor } = await read()
  const once = await read(undefined, next_cursor)
  expect(await read(undefined, next_cursor)).toEqual(once)
})

it('of lists that are empty shows nothing and ends', async () => {
  expect(await readThrough(mergedPages([listOf([]), listOf([])], (row) => row))).toEqual([[]])
})
