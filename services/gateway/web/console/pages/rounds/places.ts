/** What a call is made of: running programmes here, the funds here and above, fields of service. */
import { read, readAll } from '@shared/api'
import { hubs } from '@shared/hubs'
import { isWithin } from '@shared/permissions'
import type { RoundPlaces } from './form'

async function readFunds(hub: string, signal: AbortSignal): Promise<RoundPlaces['funds']> {
  const funds = await readAll((cursor) => read('/v1/hubs/{hub}/funds', { hub, cursor, limit: 100 }, { signal }))
  return funds.filter((fund) => fund.state === 'open').map((fund) => ({ ...fund, at: hub }))
}

export async function readPlaces(hub: string, signal: AbortSignal): Promise<RoundPlaces> {
  const above = hubs.value.filter((one) => isWithin(hub, one.hub))
  const [programmes, fields, funds] = await Promise.all([
    readAll((cursor) => read('/v1/hubs/{hub}/programmes', { hub, state: 'running', cursor, limit: 200 }, { signal })),
    readAll((cursor) => read('/v1/hubs/{hub}/service-fields', { hub, cursor, limit: 200 }, { signal })),
    Promise.all(above.map((one) => readFunds(one.hub, signal))),
  ])
  return { programmes, fields, funds: funds.flat() }
}
