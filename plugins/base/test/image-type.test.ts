import { describe, expect, it } from 'vitest';
import { imageType, MAX_IMAGE } from '../image-type.ts';

const padded = (head: readonly number[] | string, length = 64): Uint8Array => {
  const content = new Uint8Array(length);
  content.set(typeof head === 'string' ? new TextEncoder().encode(head) : head);
  return content;
};

describe('imageType', () => {
  it('knows pictures by their first bytes', () => {
    expect(imageType(padded([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))).toBe('image/png');
    expect(imageType(padded([0xff, 0xd8, 0xff, 0xe0]))).toBe('image/jpeg');
    expect(imageType(padded('RIFF\u0000\u0000\u0000\u0000WEBP'))).toBe('image/webp');
  });

  it.each(['<svg xmlns="http://www.w3.org/2000/svg">', '<!doctype html><script>', 'GIF89a', 'RIFF\u0000\u0000\u0000\u0000WAVE'])(
    'refuses %j whatever it is called',
    (head) => {
      expect(imageType(padded(head))).toBeUndefined();
    },
  );

  it('refuses what is larger than 256 kB, or nothing', () => {
    expect(imageType(padded([0xff, 0xd8, 0xff, 0xe0], MAX_IMAGE))).toBe('image/jpeg');
    expect(imageType(padded([0xff, 0xd8, 0xff, 0xe0], MAX_IMAGE + 1))).toBeUndefined();
    expect(imageType(new Uint8Array())).toBeUndefined();
  });
});
