/** The little of Markdown that the guides are written in, as blocks to render. */
export type Inline =
  | { kind: 'text' | 'bold' | 'code'; text: string }
  | { kind: 'link'; text: string; to: string }

export type Block =
  | { kind: 'heading'; level: number; inline: Inline[] }
  | { kind: 'paragraph'; inline: Inline[] }
  | { kind: 'picture'; text: string; to: string }
  | { kind: 'list'; isOrdered: boolean; items: Block[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }

const INLINE = /\*\*(?<bold>[^*]+)\*\*|`(?<code>[^`]+)`|\[(?<text>[^\]]+)\]\((?<to>[^)]+)\)/g
const ITEM = /^(\*|\d+\.) +/

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = []
  let from = 0
  for (const found of text.matchAll(INLINE)) {
    if (found.index > from) parts.push({ kind: 'text', text: text.slice(from, found.index) })
    const { bold, code, text: label, to } = found.groups ?? {}
    if (bold) parts.push({ kind: 'bold', text: bold })
    else if (code) parts.push({ kind: 'code', text: code })
    else if (label && to) parts.push({ kind: 'link', text: label, to })
    from = found.index + found[0].length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

/** Lines of one sentence: Chinese goes on without a space. */
function join(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    const isSpaced = /[\x21-\x7e]$/.test(text) && /^[\x21-\x7e]/.test(line)
    return text + (isSpaced ? ' ' : '') + line
  })
}

const cells = (line: string): Inline[][] => line.split('|').slice(1, -1).map((cell) => parseInline(cell.trim()))

/** The lines of the item that begins the list, without its mark; and how many they are. */
function takeItem(lines: readonly string[]): { own: string[]; taken: number } {
  const width = ITEM.exec(lines[0] ?? '')?.[0].length ?? 0
  const indent = ' '.repeat(width)
  let taken = 1
  while (taken < lines.length && (lines[taken] === '' || lines[taken]?.startsWith(indent))) taken++
  return { own: lines.slice(0, taken).map((line) => line.slice(width)), taken }
}

function takeList(lines: readonly string[]): { block: Block; taken: number } {
  const isOrdered = /^\d/.test(lines[0] ?? '')
  const items: Block[][] = []
  let taken = 0
  while (ITEM.test(lines[taken] ?? '') && /^\d/.test(lines[taken] ?? '') === isOrdered) {
    const item = takeItem(lines.slice(taken))
    items.push(parseLines(item.own))
    taken += item.taken
  }
  return { block: { kind: 'list', isOrdered, items }, taken }
}

/** A block of one line, or null. */
function single(line: string): Block | null {
  const heading = /^(#+) (.*)$/.exec(line)
  if (heading) return { kind: 'heading', level: heading[1]?.length ?? 1, inline: parseInline(heading[2] ?? '') }
  const picture = /^!\[([^\]]*)\]\(([^)]+)\)$/.exec(line)
  return picture ? { kind: 'picture', text: picture[1] ?? '', to: picture[2] ?? '' } : null
}

const isPlain = (line: string): boolean => line !== '' && !single(line) && !ITEM.test(line) && !line.startsWith('|')

/** How many lines from the first on are so. */
function count(lines: readonly string[], is: (line: string) => boolean): number {
  const end = lines.findIndex((line) => !is(line))
  return end < 0 ? lines.length : end
}

function takeBlock(lines: readonly string[]): { block: Block; taken: number } {
  const first = lines[0] ?? ''
  const one = single(first)
  if (one) return { block: one, taken: 1 }
  if (ITEM.test(first)) return takeList(lines)
  if (first.startsWith('|')) {
    const taken = count(lines, (line) => line.startsWith('|'))
    return { block: { kind: 'table', head: cells(first), rows: lines.slice(2, taken).map(cells) }, taken }
  }
  const taken = count(lines, isPlain)
  return { block: { kind: 'paragraph', inline: parseInline(join(lines.slice(0, taken))) }, taken }
}

function parseLines(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    if (lines[at] === '') {
      at++
      continue
    }
    const { block, taken } = takeBlock(lines.slice(at))
    blocks.push(block)
    at += taken
  }
  return blocks
}

export function parseMarkdown(text: string): Block[] {
  return parseLines(text.split('\n').map((line) => line.trimEnd()))
}
