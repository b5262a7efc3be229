/** How many messages of a hub the reader has not opened. */
import { ref } from 'vue'

import { read } from '../api'

export const unread = ref(0)

export async function countUnread(hub: string): Promise<void> {
  const { unread_count } = await read('/v1/hubs/{hub}/inbox', { hub, limit: 1 })
  unread.value = unread_count
}
