/** Bytes travel as base64url; people compare them as hexadecimal digits. */
export function hexOfBytes(base64url: string): string {
  const plain = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'))
  return Array.from(plain, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}
