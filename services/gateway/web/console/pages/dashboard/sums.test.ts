import { describe, expect, it } from 'vitest'

import { gather, heardOf, metricNames, rowsBehind, total, valueOf } from './sums'

const NOON = '2026-11-22T12:00:00+08:00'
const EARLIER = '2026-11-20T09:00:00+08:00'

const source = (hub: string, as_of?: string, is_silent = false) => ({
  hub, is_silent, ...(as_of ? { as_of } : {}),
})

const sums = gather({
  fundraising: {
    items: [
      { metric: 'given', key: 'a', value: 700 },
      { metric: 'given', key: 'a.b', value: 50 },
      { metric: 'given', key: 'a.c', value: 20 },
    ],
    hubs: [source('a.b', NOON), source('a.c', EARLIER, true), source('a.d'), source('a.e', NOON)],
  },
  grants: { items: [], hubs: [source('a.b', EARLIER), source('a.c', NOON), source('a.d'), source('a.e', NOON)] },
  registry: { items: [], hubs: [source('a.b', NOON), source('a.c', NOON), source('a.d'), source('a.e', NOON)] },
})

describe('sums', () => {
  it('add up what every hub gave', () => {
    expect(total(sums, 'given')).toBe(770)
    expect(total(sums, 'applications')).toBe(0)
  })

  it('are as fresh as the stalest of the services', () => {
    expect(heardOf(sums, 'a.b')).toEqual({ line: 'heard', asOf: EARLIER })
  })

  it('show a silent hub as silent, with what it said last', () => {
    expect(heardOf(sums, 'a.c')).toEqual({ line: 'silent', asOf: EARLIER })
    expect(valueOf(sums, 'a', 'a.c', 'given')).toBe(20)
  })

  it('show a hub that was never heard as unknown and not as zero', () => {
    expect(heardOf(sums, 'a.d')).toEqual({ line: 'never' })
    expect(valueOf(sums, 'a', 'a.d', 'given')).toBeNull()
  })

  it('show a zero only where the hub said so, or is the one that answers', () => {
    expect(valueOf(sums, 'a', 'a.e', 'given')).toBe(0)
    expect(valueOf(sums, 'a', 'a', 'applications')).toBe(0)
  })
})

describe('rows behind a figure', () => {
  it('are those of the hub that is looked at', () => {
    expect(rowsBehind('given', 'a.b')).toEqual({ href: '/transparency?hub=a.b&view=gifts' })
    expect(rowsBehind('returned', 'a.b')).toEqual({ href: '/transparency?hub=a.b' })
    expect(rowsBehind('applications', 'a.b')).toEqual({ to: '/a.b/rounds/applications' })
  })

  it('are there for every figure', () => {
    for (const metric of metricNames) expect(Object.values(rowsBehind(metric, 'a.b'))[0]).toMatch(/a\.b/)
  })
})
