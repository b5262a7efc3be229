/// <reference types="vitest/config" />
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig, type Plugin } from 'vite'

const COMPRESSED = ['.html', '.js', '.css', '.svg', '.json']
const WORTH_IT = 1024

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

export default defineConfig({
  publicDir: 'static',
  plugins: [
    vue(),
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
    rollupOptions: {
      input: {
        public: resolve(import.meta.dirname, 'public/index.html'),
        console: resolve(import.meta.dirname, 'console/index.html'),
      },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['{shared,public,console}/**/*.test.ts'],
  },
})
