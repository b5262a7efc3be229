/** Every screen is readable for everybody: both languages, both themes, on a phone and at 200 %. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { launch, openPage } from './browser.mjs'
import { checkPage, checkReadable, READERS_ASKED } from './scene.mjs'
import { allRoutes, consoleScreens, portalScreens, routeOf } from './screen_list.mjs'

let browser
let open
let signedIn

before(async () => {
  browser = await launch()
  open = await portalScreens()
  signedIn = await consoleScreens()
})
after(() => browser.close())

test('there is no screen that is not looked at', () => {
  const routes = allRoutes()
  const addresses = [...Object.values(open), ...Object.values(signedIn).map(([, path]) => `/console${path}`)]
  const seen = new Set(addresses.map((address) => routeOf(address, routes)?.path))
  assert.deepEqual(routes.map((route) => route.path).filter((path) => !seen.has(path)), [])
})

test('what everybody sees is readable for everybody', async () => {
  for (const [reader, options] of READERS_ASKED)
    for (const [name, path] of Object.entries(open)) {
      const page = await openPage(browser, options)
      await checkPage(page, path, `${name} ${reader}`)
      // The browser itself tells of an invitation that is none.
      assert.deepEqual(page.faults.filter((fault) => !fault.includes('401')), [], `${name} ${reader}`)
      await page.context().close()
    }
})

const PEOPLE = ['申请人一', '操作员林', '理事黄', '评审甲', '财务陈', '监督吴', '管理员何']

for (const who of PEOPLE)
  test(`what ${who} sees is readable for everybody`, () => {
    const paths = Object.values(signedIn).filter(([account]) => account === who).map(([, path]) => path)
    return checkReadable(browser, who, paths)
  })

test('everybody of the list was asked', () => {
  for (const [who] of Object.values(signedIn)) assert.ok(PEOPLE.includes(who), who)
})
