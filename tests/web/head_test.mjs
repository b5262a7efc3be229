/** The head of every page: nothing of it wraps on a desk, all of it is there on a phone. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { launch, settle, visit } from './browser.mjs'
import { checkShown, inPage, READERS_ASKED, signIn } from './scene.mjs'

const LANGUAGES = { 'zh-CN': '大字', en: 'Larger text' }

let browser
before(async () => (browser = await launch()))
after(() => browser.close())

const withPage = (options, work) => inPage(browser, options, work)

/** In how many lines lies what is shown of each group, and is the menu behind a button? */
function headOf(page) {
  return page.evaluate(() => {
    const linesOf = (group) => {
      const shown = [...document.querySelectorAll(group)].filter((one) => one.checkVisibility())
      return new Set(shown.map((one) => Math.round(one.getBoundingClientRect().top / 10))).size
    }
    return {
      ways: linesOf('header nav > a'),
      tools: linesOf('header .tools > *, header .find > *, header .preferences > *'),
      hasButton: document.querySelector('header .menu').checkVisibility(),
      tooWide: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    }
  })
}

const WHOLE = { ways: 1, hasButton: false, tooWide: 0 }
const CLOSED = { ways: 0, tools: 0, hasButton: true, tooWide: 0 }

/** At each width: whole on a desk; below, behind a button, and all there once it is pressed. */
async function checkHead(page, widths, narrow, what, mostLines = 1) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const { tools, ...rest } = await headOf(page)
    assert.deepEqual(rest, WHOLE, `${what} ${width}`)
    assert.ok(tools <= mostLines, `${what} ${width}: ${tools} lines of tools`)
  }
  for (const width of [narrow, 360]) {
    await page.setViewportSize({ width, height: 780 })
    assert.deepEqual(await headOf(page), CLOSED, `${what} ${width}`)
  }
  await page.locator('header .menu').click()
  await page.locator('header nav > a').first().waitFor()
  const { ways, tooWide } = await headOf(page)
  assert.ok(ways > 0 && tooWide === 0, what)
}

for (const [language, larger] of Object.entries(LANGUAGES))
  for (const isLarge of [false, true]) {
    const what = `${language}${isLarge ? ', larger' : ''}`
    test(`the portal’s head: ${what}`, () =>
      withPage({ language }, async (page) => {
        await visit(page, '/notices')
        if (isLarge) await page.getByRole('button', { name: larger }).click()
        await checkHead(page, [1280, 1024, 960], 900, what)
        await page.getByRole('banner').getByRole('searchbox').waitFor()
      }))

    test(`the console’s head: ${what}`, () =>
      withPage({ language }, async (page) => {
        await signIn(page, '操作员林', '/')
        await settle(page)
        if (isLarge) await page.getByRole('button', { name: larger }).click()
        // Larger English words of all that an officer has take a second line, whole.
        await checkHead(page, [1280, 1080], 1000, what, isLarge ? 2 : 1)
      }))
  }

test('the opened menu of a phone is readable for everybody', async () => {
  for (const [reader, options] of READERS_ASKED)
    await withPage({ ...options, width: 360 }, async (page) => {
      await visit(page, '/search')
      await page.locator('header .menu').click()
      await checkShown(page, `menu ${reader}`)
    })
})
