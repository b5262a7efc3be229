/** Bytes travel as base64url; people compare them as hexadecimal digits. */
export function bytesOfBase64(base64url: string): Uint8Array<ArrayBuffer> {
  const plain = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (byte) => byte.charCodeAt(0))
}

export function base64OfBytes(bytes: Uint8Array): string {
  let plain = ''
  for (const byte of bytes) plain += String.fromCharCode(byte)
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

export function hexOfBytes(base64url: string): string {
  return Array.from(bytesOfBase64(base64url), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
