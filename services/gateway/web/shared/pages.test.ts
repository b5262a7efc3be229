import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { Problem } from './api'
import { usePages, type Page } from './pages'

let scope: EffectScope
beforeEach(() => {
  scope = effectScope()
})
afterEach(() => scope.stop())

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve))
  await nextTick()
}

function inScope<T>(make: () => T): T {
  return scope.run(make) as T
}

describe('pages', () => {
  it('are one list', async () => {
    const pages = inScope(() => usePages(
      (_, cursor) => Promise.resolve<Page<number>>(
        cursor ? { items: [3] } : { items: [1, 2], next_cursor: 'b' },
      ), () => null,
    ))
    await settled()
    expect([pages.rows.value, pages.hasMore.value]).toEqual([[1, 2], true])
    await pages.more()
    expect([pages.rows.value, pages.hasMore.value]).toEqual([[1, 2, 3], false])
  })

  it('come all at once when all are asked for', async () => {
    const pages = inScope(() => usePages(
      (_, cursor = '0') => Promise.resolve<Page<string>>({
        items: [cursor], ...(cursor === '5' ? {} : { next_cursor: String(Number(cursor) + 1) }),
      }), () => null,
    ))
    await settled()
    await pages.all()
    expect([pages.rows.value.join(''), pages.hasMore.value, pages.isBusy.value]).toEqual(['012345', false, false])
  })

  it('never mix two lists', async () => {
    const list = ref('a')
    let answer: (page: Page<string>) => void = () => undefined
    const pages = inScope(() => usePages(
      (_, cursor) => cursor
        ? new Promise<Page<string>>((resolve) => { answer = resolve })
        : Promise.resolve({ items: [list.value], next_cursor: '2' }),
      () => list.value,
    ))
    await settled()
    const late = pages.more()
    list.value = 'b'
    await settled()
    answer({ items: ['a2'] })
    await late
    expect(pages.rows.value).toEqual(['b'])
  })

  it('say why the next one did not come, and keep what is shown', async () => {
    const away = new Problem(503, 'unavailable', '')
    const pages = inScope(() => usePages<number>(
      (_, cursor) => cursor ? Promise.reject(away) : Promise.resolve({ items: [1], next_cursor: 'b' }),
      () => null,
    ))
    await settled()
    await pages.more()
    expect([pages.rows.value, pages.problem.value]).toEqual([[1], away])
  })
})
