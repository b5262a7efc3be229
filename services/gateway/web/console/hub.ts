/** Where somebody works: the hub in the address, /console/longgang/rounds. */
import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'

import { hubs, type Hub } from '@shared/hubs'
import { isWithin } from '@shared/permissions'
import { session } from '@shared/session'

export function useHub(): ComputedRef<string> {
  const route = useRoute()
  return computed(() => {
    const named = route.params['hub'] ?? route.query['hub']
    return (Array.isArray(named) ? named[0] : named) || session.value?.home_hub || ''
  })
}

/** The hubs where the reader holds a role. */
export const ownHubs = computed<Hub[]>(() =>
  hubs.value.filter((hub) =>
    (session.value?.grants ?? []).some((grant) => isWithin(hub.hub, grant.scope)),
  ),
)
