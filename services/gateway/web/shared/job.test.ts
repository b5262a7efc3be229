import { beforeEach, expect, it } from 'vitest'

import { forgetJobs, useJob } from './job'

beforeEach(() => sessionStorage.clear())

it('a job that a reload broke off is known, with how far it had come', () => {
  void useJob('rows').run((tell) => {
    tell(150)
    return new Promise(() => {})
  })
  expect(useJob('rows').brokenOff.value).toBe(150)
  expect(useJob('others').brokenOff.value).toBeNull()
})

it('one that is done, or failed, is not', async () => {
  await useJob('rows').run(async () => 1)
  await useJob('rows').run(async () => Promise.reject(new Error('no'))).catch(() => {})
  expect(useJob('rows').brokenOff.value).toBeNull()
})

it('what it came to is there after a reload, until somebody signs out', async () => {
  await useJob<number>('audit', true).run(async () => 7)
  expect(useJob<number>('audit', true).done.value?.result).toBe(7)
  forgetJobs()
  expect(useJob<number>('audit', true).done.value).toBeNull()
})
