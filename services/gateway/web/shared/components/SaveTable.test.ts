import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'

import { Problem } from '../api'
import SaveTable from './SaveTable.vue'

test('a table that cannot be read says why, and may be asked for again', async () => {
  const table = vi.fn(() => Promise.reject(new Problem(503, 'unavailable', 'Service Unavailable')))
  const saving = mount(SaveTable, { props: { file: 'gifts', table } })
  await saving.findAll('button')[0]!.trigger('click')
  await flushPromises()
  await saving.get('[role=alert] button').trigger('click')
  expect(table).toHaveBeenCalledTimes(2)
})

test('a long table tells how much of it was read, and is asked for once', async () => {
  const table = vi.fn((tell: (count: number) => void) => {
    tell(400)
    return new Promise<never>(() => undefined)
  })
  const saving = mount(SaveTable, { props: { file: 'gifts', table } })
  const [csv, xlsx] = saving.findAll('button')
  await csv!.trigger('click')
  expect(csv!.text()).toContain('400')
  expect(csv!.attributes('aria-busy')).toBe('true')
  await xlsx!.trigger('click')
  expect(table).toHaveBeenCalledTimes(1)
})
