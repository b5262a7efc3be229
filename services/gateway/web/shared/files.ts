/** Files of an application or a report: they go, and come back, piece by piece. */
import { read, send, type Schemas } from './api'
import { bytesOfBase64, base64OfBytes } from './bytes'
import { download } from './csv'
import { sha256 } from './sha256'

export type FileRef = Schemas['attachment_ref']

const PIECE = 131_072
export const LARGEST_FILE = 20 * 1024 * 1024
const UNKNOWN = 'application/octet-stream'

/** `onProgress` hears the share that arrived, 0 to 1. What arrived before is not sent again. */
export async function uploadFile(
  hub: string,
  file: File,
  onProgress: (share: number) => void = () => {},
): Promise<FileRef> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const hash = sha256(bytes)
  const mediaType = /^[a-z]+\/[a-zA-Z0-9.+-]+$/.test(file.type) ? file.type : UNKNOWN
  for (let offset = 0, isWhole = false; !isWhole && offset < bytes.length; ) {
    const reply = await send('post', '/v1/hubs/{hub}/attachments/{hash}/chunks', { hub, hash }, {
      size: bytes.length,
      offset,
      media_type: mediaType,
      bytes: base64OfBytes(bytes.subarray(offset, offset + PIECE)),
    })
    isWhole = reply.is_whole
    offset = reply.received
    onProgress(isWhole ? 1 : offset / bytes.length)
  }
  return { hash, name: file.name, media_type: mediaType }
}

export async function readFile(hub: string, hash: string): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let mediaType = UNKNOWN
  let offset: number | undefined = 0
  while (offset !== undefined) {
    const piece: Schemas['get_attachment_reply'] = await read(
      '/v1/hubs/{hub}/attachments/{hash}', { hub, hash, offset },
    )
    pieces.push(bytesOfBase64(piece.bytes))
    mediaType = piece.media_type
    offset = piece.next_offset
  }
  return new Blob(pieces, { type: mediaType })
}

export async function saveFile(hub: string, file: { hash: string; name: string }): Promise<void> {
  download(file.name, await readFile(hub, file.hash))
}
