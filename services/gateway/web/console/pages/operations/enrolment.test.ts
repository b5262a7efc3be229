import { expect, test } from 'vitest'

import { base64OfBytes, bytesOfBase64 } from '@shared/bytes'
import { newCode, publicKeyOf, z85Of } from './enrolment'

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g)!, (two) => parseInt(two, 16))
const hex = (data: Uint8Array): string => Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('')

test('the public half is the one of RFC 7748, 6.1', () => {
  expect(hex(publicKeyOf(bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'))))
    .toBe('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')
  expect(hex(publicKeyOf(bytes('77076d0a7318a57d3c16c17251b26645c6c2bf0db5a9eb1ab4b1a3b5b9a1b5b5'))))
    .toBe('7fa4a70bb6385dd565e691299d97081a6916f48feb00246535121ba7cec5f727') // libsodium's
})

test('a key in text is the one of ZeroMQ’s RFC 32', () => {
  expect(z85Of(bytes('864fd26fb559f75b'))).toBe('HelloWorld')
})

test('a code has the five lines of cw hub invite, and each another key', () => {
  const server = base64OfBytes(bytes('864fd26fb559f75b'.repeat(4)))
  const once = newCode('tcp://district.example.org:5557', server, 'longgang', 'longgang.bantian')
  const lines = new TextDecoder().decode(bytesOfBase64(once.code.replace('cwj1.', ''))).split('\n')
  expect([lines[0], lines[1], lines[3], lines[4], lines[5]])
    .toEqual(['tcp://district.example.org:5557', 'HelloWorld'.repeat(4), 'longgang', 'longgang.bantian', ''])
  expect(lines[2]).toHaveLength(40)
  expect(bytesOfBase64(once.key)).toHaveLength(32)
  expect(newCode('tcp://a:1', server, 'a', 'a.b').key).not.toBe(once.key)
})
