/** What is chosen lives in the address: it can be shared, and back works. */
import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

function first(query: LocationQuery, name: string): string {
  const value = query[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** One of the choices; empty when nothing is chosen. */
export function useQuery(name: string): WritableComputedRef<string> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => first(route.query, name),
    set: (value) => {
      void router.push({ query: { ...route.query, [name]: value || undefined } })
    },
  })
}

/** One of those there are words for; empty when none of them is chosen. */
export function useChoice<T extends string>(
  name: string, words: Readonly<Record<T, unknown>>,
): WritableComputedRef<T | ''> {
  const query = useQuery(name)
  return computed({
    get: () => (Object.hasOwn(words, query.value) ? (query.value as T) : ''),
    set: (value) => (query.value = value),
  })
}
