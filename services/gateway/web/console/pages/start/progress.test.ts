import { describe, expect, it } from 'vitest'

import type { Schemas } from '@shared/api'
import { stepsDone } from './progress'

function account(role: Schemas['role'], status: Schemas['account_status'] = 'open'): Schemas['account_entry'] {
  return {
    account_id: role, account: role, status, opened_at: '2026-11-22T09:00:00+08:00', has_password: true,
    grants: [{ role, scope: 'longgang' }],
  }
}
const fresh = { hub: 'longgang', name: 'longgang', operators: [] }

describe('the steps of a new hub', () => {
  it('are all to be done while there is but its first administrator', () => {
    expect([...stepsDone(fresh, [account('admin')], 0)]).toEqual([])
  })

  it('are done by naming it and by opening a fund', () => {
    expect([...stepsDone({ ...fresh, name: '龙岗社会创新中心' }, [], 1)]).toEqual(['name', 'begin'])
  })

  it('need an officer and somebody of finance, and closed accounts do not count', () => {
    expect(stepsDone(fresh, [account('operator')], 0).has('invite')).toBe(false)
    expect(stepsDone(fresh, [account('operator'), account('finance', 'closed')], 0).has('invite')).toBe(false)
    expect(stepsDone(fresh, [account('operator'), account('finance')], 0).has('invite')).toBe(true)
  })
})
