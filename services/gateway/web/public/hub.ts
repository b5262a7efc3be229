/** Which hub a page is about: the one in its address, else the uppermost. */
import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'

import { homeHub } from '@shared/hubs'

export function useHub(): ComputedRef<string> {
  const route = useRoute()
  return computed(() => {
    const named = route.params['hub'] ?? route.query['hub']
    return (Array.isArray(named) ? named[0] : named) || homeHub.value
  })
}
