/** The organisation the reader acts for, where the hub has confirmed it. */
import { read } from '@shared/api'
import { session } from '@shared/session'

export interface Mine {
  organisation: string | undefined
  /** Said at sign-up, and not confirmed yet. */
  claimed: string | undefined
}

export async function loadMine(signal: AbortSignal): Promise<Mine> {
  const { account } = await read('/v1/hubs/{hub}/me', { hub: session.value?.home_hub ?? '' }, { signal })
  return { organisation: account.organisation, claimed: account.claimed_organisation }
}
