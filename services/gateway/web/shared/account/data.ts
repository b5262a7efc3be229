/** All that the reader may read of themselves at a hub, as one file. */
import { read, readAll } from '../api'

async function readMyData(hub: string): Promise<Record<string, unknown>> {
  const [account, preferences, contact, messages, gifts, tokens] = await Promise.all([
    read('/v1/hubs/{hub}/me', { hub }),
    read('/v1/hubs/{hub}/preferences', { hub }),
    read('/v1/hubs/{hub}/contact', { hub }),
    readAll((cursor) => read('/v1/hubs/{hub}/inbox', { hub, cursor, limit: 200 })),
    readAll((cursor) => read('/v1/hubs/{hub}/me/gifts', { hub, cursor, limit: 200 })),
    readAll((cursor) => read('/v1/hubs/{hub}/tokens', { hub, cursor, limit: 100 })),
  ])
  return { hub, read_at: new Date().toISOString(), account, preferences, contact, messages, gifts, tokens }
}

export async function saveMyData(hub: string): Promise<void> {
  const text = JSON.stringify(await readMyData(hub), null, 2)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = 'my-data.json'
  link.click()
  URL.revokeObjectURL(link.href)
}
