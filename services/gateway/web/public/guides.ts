/** The guides of docs/guide with their pictures, each loaded when it is read. */
import { parseMarkdown, type Block } from '@shared/markdown'

const texts = import.meta.glob<string>('../../../../docs/guide/zh/*.md', { query: '?raw', import: 'default' })
const pictures = import.meta.glob<string>('../../../../docs/guide/pictures/*.webp', {
  query: '?url', import: 'default', eager: true,
})

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** null: there is no such guide. */
export async function loadGuide(name: string): Promise<Block[] | null> {
  const found = Object.entries(texts).find(([path]) => nameOf(path) === `${name || 'README'}.md`)
  return found ? parseMarkdown(await found[1]()) : null
}

export function pictureOf(name: string): string | undefined {
  return Object.entries(pictures).find(([path]) => nameOf(path) === nameOf(name))?.[1]
}
