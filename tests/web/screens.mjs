/**
 * Pictures of the screens, in both languages and two widths.
 *
 *   CW_URL=http://127.0.0.1:8080 node tests/web/screens.mjs FOLDER [NAME …]
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { ask, launch, openPage, visit } from './browser.mjs'

const HUB = 'longgang'
const WAYS = {
  'zh-wide': { width: 1280, height: 900 },
  'zh-phone': { width: 360, height: 780, deviceScaleFactor: 2 },
  'en-wide': { language: 'en', width: 1280, height: 900 },
  'en-phone': { language: 'en', width: 360, height: 780, deviceScaleFactor: 2 },
}

const [folder, ...names] = process.argv.slice(2)
if (!folder) {
  console.error('usage: node tests/web/screens.mjs FOLDER [NAME …]')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })

const { items } = await ask(`/v1/hubs/${HUB}/projects`)
const screens = {
  home: '/',
  projects: '/projects',
  project: `/p/${HUB}/${items.at(-1)?.project}`,
  give: '/give',
  mine: '/mine',
  verify: '/verify',
  grants: '/transparency?by=organisation',
  gifts: '/transparency?view=gifts',
  funds: '/transparency?view=funds',
  ledger: '/transparency?view=ledger',
  'sign-in': '/console/sign-in',
}

const browser = await launch()
for (const [name, path] of Object.entries(screens)) {
  if (names.length > 0 && !names.includes(name)) continue
  for (const [way, options] of Object.entries(WAYS)) {
    const page = await openPage(browser, options)
    await visit(page, path)
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: join(folder, `${name}-${way}.png`), fullPage: true })
    await page.context().close()
  }
}
await browser.close()
