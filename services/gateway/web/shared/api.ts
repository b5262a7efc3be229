/**
 * The hub's API. What may be asked and what comes back is generated from the
 * gateway's own OpenAPI document, so a wrong path or field does not compile.
 *
 * A command carries a key that names the attempt: it is sent again after a
 * failure that leaves the outcome open, and done once.
 */
import { ref } from 'vue'

import type { components, paths } from '../generated/api'
import { language } from './i18n'

export type Schemas = components['schemas']

type Method = 'get' | 'post' | 'put' | 'delete'
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never
}[keyof paths]

type Operation<P extends keyof paths, M extends Method> = paths[P][M]
type Json<R> = R extends { content: { 'application/json': infer T } } ? T : never
export type Reply<P extends keyof paths, M extends Method = 'get'> =
  Operation<P, M> extends { responses: { 200: infer R } } ? Json<R> : never
type Named<T> = [T] extends [never] ? unknown : T
type InQuery<O> = O extends { parameters: { query?: infer Q } } ? Named<NonNullable<Q>> : unknown
type InPath<O> = O extends { parameters: { path?: infer Q } } ? Named<NonNullable<Q>> : unknown
/** What the path and the query take; a path without a hub takes one in the query. */
export type Parameters<P extends keyof paths, M extends Method = 'get'> = InPath<
  Operation<P, M>
> &
  InQuery<Operation<P, M>> &
  (P extends `${string}{hub}${string}` ? unknown : { hub?: string })
export type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: { content: { 'application/json': infer B } } }
    ? B
    : Record<string, never>

export type ReadPath = PathsWith<'get'>
export type SendPath<M extends Method> = PathsWith<M>

/** What the hub, or the way to it, refused. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    /** "fund_closed"; "offline" if nothing came back. */
    readonly code: string,
    readonly title: string,
    readonly detail?: string,
    readonly field?: string,
    readonly expected?: string,
    readonly requestId?: string,
    readonly retryAfterMs?: number,
  ) {
    super(title)
  }

  /** May the same be asked again? */
  get isPassing(): boolean {
    return [0, 429, 502, 503, 504].includes(this.status)
  }
}

/** False while the gateway cannot be reached; see connection.ts. */
export const isOnline = ref(true)

let csrfToken: string | undefined

/** GET /v1/session tells it; every command of a signed-in page carries it. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token
}

let invitation: string | undefined

/** Until it is taken back, whoever was invited acts by the invitation and not by a session. */
export function setInvitation(token: string | undefined): void {
  invitation = token
}

function byInvitation(): Record<string, string> {
  return invitation ? { Authorization: `Bearer ${invitation}` } : {}
}

const ATTEMPTS = 4
const FIRST_PAUSE_MS = 400
const LONGEST_PAUSE_MS = 5000
const TIMEOUT_MS = 20_000

/** A name for one attempt at a command; also where pages are not "secure". */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export type Value = string | number | boolean | undefined | null

/** "/v1/hubs/{hub}/gifts" and {hub, limit} → "/v1/hubs/longgang/gifts?limit=5". */
export function addressOf(path: string, parameters: Readonly<Record<string, Value>>): string {
  const rest = new Map(Object.entries(parameters))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name)
    rest.delete(name)
    return encodeURIComponent(String(value))
  })
  const query = new URLSearchParams()
  for (const [name, value] of rest)
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value))
  return query.size ? `${filled}?${query}` : filled
}

async function readProblem(response: Response): Promise<Problem> {
  const seconds = Number(response.headers.get('Retry-After') ?? NaN)
  const text = await response.text()
  let body: Partial<Schemas['problem_reply']> = {}
  try {
    body = JSON.parse(text) as Partial<Schemas['problem_reply']>
  } catch {
    // A proxy's page, not the hub's: its status has to do.
  }
  return new Problem(
    response.status,
    body.type?.split(':').pop() ?? 'unknown',
    body.title ?? response.statusText,
    body.detail,
    body.field,
    body.expected,
    response.headers.get('Request-Id') ?? undefined,
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
  )
}

async function attempt(address: string, init: RequestInit): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
  let response
  try {
    response = await fetch(address, { credentials: 'same-origin', ...init, signal })
  } catch (error) {
    if (init.signal?.aborted) throw error
    isOnline.value = false
    throw new Problem(0, 'offline', 'offline')
  }
  isOnline.value = true
  if (!response.ok) throw await readProblem(response)
  return response
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

async function attemptAgain(
  address: string,
  init: RequestInit,
  attempts: number,
): Promise<Response> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(address, init)
    } catch (error) {
      if (!(error instanceof Problem) || !error.isPassing || tried >= attempts) throw error
      const ms = error.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (tried - 1)
      await pause(Math.min(ms, LONGEST_PAUSE_MS))
    }
  }
}

export interface ReadOptions {
  signal?: AbortSignal
  /** As everybody is shown it, whoever is signed in: staff see contacts elsewhere, and that is noted. */
  asEverybody?: boolean
}

/** Read from the hub. Throws Problem; an aborted signal throws what fetch throws. */
export async function read<P extends ReadPath>(
  path: P,
  parameters: Parameters<P>,
  options: ReadOptions = {},
): Promise<Reply<P>> {
  const address = addressOf(path, parameters as Record<string, Value>)
  const headers = { Accept: 'application/json', 'Accept-Language': language.value, ...byInvitation() }
  const init: RequestInit = {
    headers,
    signal: options.signal ?? null,
    credentials: options.asEverybody ? 'omit' : 'same-origin',
  }
  const response = await attemptAgain(address, init, 2)
  return (await response.json()) as Reply<P>
}

/** All pages of a list, or those of the first `most` rows; `tell` hears how many there are by then. */
export async function readAll<T>(
  page: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor?: string }>,
  most = 1_000_000,
  tell: (count: number) => void = () => {},
): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | undefined
  do {
    const reply = await page(cursor)
    rows.push(...reply.items)
    tell(rows.length)
    cursor = reply.next_cursor
  } while (cursor && rows.length < most)
  return rows
}

const STEP = 0x01000193 // of FNV-1a, 32 bits

/**
 * The key of a body: what was changed after an answer was lost is another
 * command, which the hub would refuse under the key of the first; typed back,
 * it is the first again.
 */
export function keyOf(key: string, body: string): string {
  let low = 0x811c9dc5
  let high = body.length
  for (let i = 0; i < body.length; i++) {
    low = Math.imul(low ^ body.charCodeAt(i), STEP)
    high = Math.imul(high ^ low, STEP) + i
  }
  return `${key}-${(low >>> 0).toString(36)}${(high >>> 0).toString(36)}`
}

/**
 * Send a command. `key` names the attempt: the caller keeps it with what was
 * typed, so that a second press, or a reload, repeats it and does not double it.
 */
export async function send<M extends 'post' | 'put' | 'delete', P extends SendPath<M>>(
  method: M,
  path: P,
  parameters: Parameters<P, M>,
  body: Body<P, M>,
  key?: string,
): Promise<Reply<P, M>> {
  const address = addressOf(path, parameters as Record<string, Value>)
  const text = JSON.stringify(body)
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': language.value,
    'Content-Type': 'application/json',
    'Idempotency-Key': key ? keyOf(key, text) : newKey(),
    ...byInvitation(),
  }
  if (csrfToken) headers['X-CSRF-Token'] = csrfToken
  const init = { method: method.toUpperCase(), headers, body: text }
  const response = await attemptAgain(address, init, ATTEMPTS)
  return (await response.json()) as Reply<P, M>
}
