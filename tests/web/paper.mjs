/** What stands on paper: the code of a receipt, read as a telephone reads it, and the file a printer gets. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const packages = createRequire(resolve(import.meta.dirname, '../../build/packages/package.json'))
const QRCode = packages('qrcode')

const QUIET = 1 // modules around the code

/** The picture's modules, row by row, dark is 1: each looked at in its middle. */
const modulesOf = (image, size) =>
  image.evaluate(async (element, [many, quiet]) => {
    await element.decode()
    const canvas = document.createElement('canvas')
    canvas.width = element.naturalWidth
    canvas.height = element.naturalHeight
    const ink = canvas.getContext('2d')
    ink.drawImage(element, 0, 0)
    const one = element.naturalWidth / (many + 2 * quiet)
    return Array.from({ length: many * many }, (_, i) => {
      const [x, y] = [i % many, Math.floor(i / many)].map((at) => Math.floor((at + quiet + 0.5) * one))
      return ink.getImageData(x, y, 1, 1).data[0] < 128 ? 1 : 0
    }).join('')
  }, [size, QUIET])

/** The picture says this address, module for module, and no other. */
export async function assertCodeSays(image, address) {
  const { modules } = QRCode.create(address)
  const seen = await modulesOf(image, modules.size)
  assert.equal(seen, Array.from(modules.data, Number).join(''))
  assert.notEqual(seen, Array.from(QRCode.create(`${address.slice(0, -1)}~`).modules.data, Number).join(''))
}

/** A whole PDF of at least a page. */
export async function assertPrints(page) {
  const file = (await page.pdf({ format: 'A4' })).toString('latin1')
  assert.match(file, /^%PDF-/)
  assert.match(file, /%%EOF\s*$/)
  assert.match(file, /\/Type\s*\/Page\b/)
}
