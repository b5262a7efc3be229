import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'

import Share from './Share.vue'

vi.mock('vue-router', () => ({ useRoute: () => ({ fullPath: '/projects?hub=longgang' }) }))

test('where the clipboard is refused the link stands there to be copied by hand', async () => {
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new Error('denied')) } })
  const sharing = mount(Share, {
    props: { title: '项目', lines: [] }, attachTo: document.body, global: { stubs: { QrCode: true } },
  })
  await sharing.get('button').trigger('click')
  await flushPromises()
  const link = sharing.get('input').element
  expect(link.value).toBe(`${location.origin}/projects?hub=longgang`)
  expect(link.readOnly).toBe(true)
  expect(document.activeElement).toBe(link)
  vi.unstubAllGlobals()
})
