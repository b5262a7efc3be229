/** What a correction sends: only what differs; what is left out stays as it is. */
export function changesOf<T extends object>(recorded: Partial<NoInfer<T>>, typed: T): Partial<T> {
  const names = Object.keys(typed) as (keyof T)[]
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(typed[name]) !== JSON.stringify(recorded[name]))
      .map((name) => [name, typed[name]]),
  ) as Partial<T>
}

/** What somebody typed; nothing if it is empty. */
export function given(typed: string): string | undefined {
  return typed.trim() || undefined
}
