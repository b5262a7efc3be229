import { expect, test } from 'vitest'

import { parseMarkdown } from './markdown'

test('a step holds its picture and its choices, and the next step goes on counting', () => {
  const [list, after] = parseMarkdown('1. 点“捐赠”，\n   再选。\n\n   ![图](../pictures/a.webp)\n\n   * **柜台**：交款\n2. 好了\n\n完。\n')
  expect(list).toEqual({
    kind: 'list',
    isOrdered: true,
    items: [
      [
        { kind: 'paragraph', inline: [{ kind: 'text', text: '点“捐赠”，再选。' }] },
        { kind: 'picture', text: '图', to: '../pictures/a.webp' },
        { kind: 'list', isOrdered: false, items: [[{ kind: 'paragraph', inline: [{ kind: 'bold', text: '柜台' }, { kind: 'text', text: '：交款' }] }]] },
      ],
      [{ kind: 'paragraph', inline: [{ kind: 'text', text: '好了' }] }],
    ],
  })
  expect(after).toEqual({ kind: 'paragraph', inline: [{ kind: 'text', text: '完。' }] })
})

test('a table has a head, and links stay links', () => {
  expect(parseMarkdown('| 你是 | 看 |\n|---|---|\n| 居民 | [居民](resident.md) |')).toEqual([
    {
      kind: 'table',
      head: [[{ kind: 'text', text: '你是' }], [{ kind: 'text', text: '看' }]],
      rows: [[[{ kind: 'text', text: '居民' }], [{ kind: 'link', text: '居民', to: 'resident.md' }]]],
    },
  ])
})

test('words of two lines are two words, characters of two lines are not', () => {
  expect(parseMarkdown('用 `a`\nb 和\n丙')).toEqual([
    { kind: 'paragraph', inline: [{ kind: 'text', text: '用 ' }, { kind: 'code', text: 'a' }, { kind: 'text', text: ' b 和丙' }] },
  ])
})
