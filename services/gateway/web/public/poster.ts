/** A poster to send on: a title, a few lines, a code to scan. */
const WIDTH = 900
const HEIGHT = 1350
const MARGIN = 84
const CODE = 360

const COLOURS = { paper: '#f6f5f1', ink: '#1d2a24', soft: '#4b5a53', brand: '#0b6e4f' }

/** Cut a text where it no longer fits; Chinese may be cut anywhere. */
export function wrap(text: string, fits: (line: string) => boolean, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const letter of text) {
    if (line && !fits(line + letter)) {
      lines.push(line)
      line = ''
    }
    line += letter
  }
  if (line) lines.push(line)
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), `${lines[most - 1]?.slice(0, -1)}…`]
}

function writeText(
  context: CanvasRenderingContext2D,
  text: string,
  top: number,
  size: number,
  most: number,
): number {
  const step = size * 1.45
  const fits = (line: string): boolean => context.measureText(line).width <= WIDTH - 2 * MARGIN
  for (const line of wrap(text, fits, most)) {
    context.fillText(line, MARGIN, top)
    top += step
  }
  return top
}

async function drawCode(context: CanvasRenderingContext2D, address: string): Promise<void> {
  const { toCanvas } = await import('qrcode')
  const code = document.createElement('canvas')
  await toCanvas(code, address, { margin: 1, width: CODE })
  context.drawImage(code, MARGIN, HEIGHT - MARGIN - CODE - 60, CODE, CODE)
}

export async function drawPoster(
  title: string,
  lines: readonly string[],
  address: string,
  invitation: string,
): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  const font = getComputedStyle(document.body).fontFamily
  context.fillStyle = COLOURS.paper
  context.fillRect(0, 0, WIDTH, HEIGHT)
  context.fillStyle = COLOURS.brand
  context.fillRect(0, 0, WIDTH, 28)
  context.fillStyle = COLOURS.ink
  context.font = `700 64px ${font}`
  let top = writeText(context, title, 170, 64, 3)
  context.fillStyle = COLOURS.soft
  context.font = `34px ${font}`
  for (const line of lines) top = writeText(context, line, top + 24, 34, 6)
  await drawCode(context, address)
  context.fillStyle = COLOURS.ink
  context.font = `32px ${font}`
  context.fillText(invitation, MARGIN, HEIGHT - MARGIN)
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/png'),
  )
}
