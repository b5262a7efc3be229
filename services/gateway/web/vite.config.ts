/// <reference types="vitest/config" />
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig, type Plugin } from 'vite'

const COMPRESSED = ['.html', '.js', '.css', '.svg', '.json']
const WORTH_IT = 1024

/** Of shared/, all but what only some pages want; and the address of the icon. */
const EVERY_PAGE_HAS =
  /icon\.svg|web[\\/]shared[\\/](?!account|bytes|changes|components[\\/]LedgerWay|entries|files|hundredths|ledger|markdown|register|serviceFields|sha256|xlsx)/

/** Leave a .gz and a .br beside each file, for the gateway to send as they are. */
function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir)
    },
    closeBundle() {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      for (const name of files) {
        if (!COMPRESSED.includes(extname(name))) continue
        const path = join(folder, name)
        const text = readFileSync(path)
        if (text.length < WORTH_IT) continue
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(text, {
            params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
          }),
        )
      }
    },
  }
}

/** A script of its own before the first thing is drawn: modules come after. */
function early(): Plugin {
  const source = readFileSync(resolve(import.meta.dirname, 'shared/early.js'))
  const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8)
  const fileName = `assets/early-${hash}.js`
  return {
    name: 'early',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source })
    },
    transformIndexHtml: () => [
      { tag: 'script', attrs: { src: `/${fileName}` }, injectTo: 'head-prepend' },
    ],
  }
}

export default defineConfig({
  publicDir: 'static',
  plugins: [
    vue(),
    early(),
    // The console's components come with it alone: the portal has none.
    components({
      dirs: [],
      dts: false,
      include: [/console\/.*\.vue$/],
      resolvers: [ElementPlusResolver()],
    }),
    precompress(),
  ],
  resolve: {
    alias: { '@shared': resolve(import.meta.dirname, 'shared') },
  },
  define: {
    __VUE_OPTIONS_API__: true, // Element Plus has components of this kind
    __VUE_PROD_DEVTOOLS__: false,
  },
  build: {
    target: 'es2020',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        public: resolve(import.meta.dirname, 'public/index.html'),
        console: resolve(import.meta.dirname, 'console/index.html'),
      },
      // A request costs a phone more than a few kilobytes: what every page
      // begins with comes in one piece for each of those who change it.
      output: {
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router)[\\/]|preload-helper|rolldown.runtime/ },
            { name: 'shared', test: EVERY_PAGE_HAS },
          ],
        },
      },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['{shared,public,console}/**/*.test.ts'],
  },
})
