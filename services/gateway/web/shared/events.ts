/** What happens at a hub, as it happens: the gateway's event stream. */
import { onScopeDispose, ref, type Ref } from 'vue'

export interface Notice {
  service: string
  type: string
  subject: string
  seq: number
}

/**
 * `onNotice` for each notice of the hub; `onReset` when something may have been
 * missed and everything must be read anew. Ends with the component.
 */
export function useEvents(
  hub: string,
  onNotice: (notice: Notice) => void,
  onReset: () => void,
): Ref<boolean> {
  const isLive = ref(false)
  const source = new EventSource(`/v1/hubs/${encodeURIComponent(hub)}/events`)

  source.onopen = () => (isLive.value = true)
  source.onerror = () => (isLive.value = false)
  source.onmessage = (message: MessageEvent<string>) =>
    onNotice(JSON.parse(message.data) as Notice)
  source.addEventListener('reset', onReset)
  onScopeDispose(() => source.close())
  return isLive
}
