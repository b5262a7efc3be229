/**
 * Pictures of the screens, of a hub with the sample alone.
 *
 *   CW_URL=http://127.0.0.1:8080 CW_ACCOUNTS=data/sample-accounts.json \
 *       node tests/web/screens.mjs FOLDER [NAME …]
 *   … node tests/web/screens.mjs --guide [NAME …]
 *
 * Into FOLDER: every screen whole, in both languages and two widths. With
 * --guide: the pictures that docs/guide and the READMEs show (see
 * pictures.mjs), and the one that goes with a shared link, over those there
 * are. A call with an application is added to the hub, for those who work on it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { launch, openPage, visit } from './browser.mjs'
import { PICTURES } from './pictures.mjs'
import { signIn } from './scene.mjs'
import { consoleScreens, portalScreens } from './screen_list.mjs'

const WAYS = {
  'zh-wide': { width: 1280, height: 900 },
  'zh-phone': { width: 360, height: 780, deviceScaleFactor: 2 },
  'en-wide': { language: 'en', width: 1280, height: 900 },
  'en-phone': { language: 'en', width: 360, height: 780, deviceScaleFactor: 2 },
}
const GUIDE = { 'zh-wide': { width: 1080, height: 720 }, 'zh-phone': { width: 360, height: 680, deviceScaleFactor: 1.5 } }
GUIDE['en-wide'] = { ...GUIDE['zh-wide'], language: 'en' }

const GUIDE_CALL = {
  title: '银龄友伴支持计划（示例）', project: '楼道里的老友记（示例）', budget: 200_000_00, amount: 60_000_00,
}

const root = resolve(import.meta.dirname, '../..')
const [folder, ...names] = process.argv.slice(2)
if (!folder) {
  console.error('usage: node tests/web/screens.mjs FOLDER|--guide [NAME …]')
  process.exit(2)
}

const browser = await launch()
const isWanted = ([name]) => names.length === 0 || names.includes(name)
const open = await portalScreens()
const signedIn = await consoleScreens(folder === '--guide' ? GUIDE_CALL : undefined)

/** Each screen once, and no more sign-ins than people. */
async function allScreens() {
  mkdirSync(folder, { recursive: true })
  for (const [way, options] of Object.entries(WAYS)) {
    const take = async (page, name) => {
      await page.evaluate(() => document.fonts.ready)
      await page.screenshot({ path: join(folder, `${name}-${way}.png`), fullPage: true })
    }
    for (const [name, path] of Object.entries(open).filter(isWanted)) {
      const page = await openPage(browser, options)
      await visit(page, path)
      await take(page, name)
      await page.context().close()
    }
    const wanted = Object.entries(signedIn).filter(isWanted)
    for (const account of new Set(wanted.map(([, [who]]) => who))) {
      const page = await openPage(browser, options)
      await signIn(page, account, '/')
      for (const [name, [who, path]] of wanted) {
        if (who !== account) continue
        await visit(page, `/console${path}`)
        await take(page, name)
      }
      await page.context().close()
    }
  }
}

/** As WebP, which is a third of the size; playwright itself makes none. */
async function takeSmall(page, path) {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 70 })
  writeFileSync(path, Buffer.from(data, 'base64'))
}

async function guidePicture(name, { screen, way, scroll, act }) {
  const page = await openPage(browser, GUIDE[way])
  if (open[screen]) await visit(page, open[screen])
  else {
    const [who, path] = signedIn[screen]
    await signIn(page, who, '/')
    await visit(page, `/console${path}`)
  }
  await act?.(page)
  if (scroll) await page.locator(scroll).first().evaluate((one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 12))
  await page.evaluate(() => document.fonts.ready)
  await takeSmall(page, join(root, `docs/guide/pictures/${name}.webp`))
  await page.context().close()
}

/** What a messenger shows beside a link: it takes PNG, and nothing of any hub is on it. */
async function card() {
  const page = await openPage(browser, { width: 1200, height: 630 })
  const icon = readFileSync(join(root, 'services/gateway/web/static/icon.svg'), 'utf8')
  await page.setContent(`<style>
    body { margin: 0; background: #f6f5f1; color: #1d2a24; font-family: "Noto Sans CJK SC", sans-serif }
    i { display: block; height: 28px; background: #0b6e4f }
    main { display: flex; align-items: center; gap: 72px; height: 602px; padding: 0 96px }
    svg { width: 260px; flex: none } b { font-size: 104px } p { margin: 20px 0 0; font-size: 40px; color: #4b5a53 }
  </style><i></i><main>${icon}<div><b>公益枢纽</b><p>每一笔捐赠、每一次拨付，<br>都能查到去向。</p></div></main>`)
  await page.screenshot({ path: join(root, 'services/gateway/web/static/card.png') })
  await page.context().close()
}

if (folder === '--guide') {
  mkdirSync(join(root, 'docs/guide/pictures'), { recursive: true })
  for (const [name, picture] of Object.entries(PICTURES).filter(isWanted)) await guidePicture(name, picture)
  if (isWanted(['card'])) await card()
} else await allScreens()
await browser.close()
