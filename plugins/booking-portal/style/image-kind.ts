/** Bytes that a logo may have. */
export const MOST_BYTES = 256 * 1024;

const heads: readonly (readonly [type: string, at: number, bytes: readonly number[]])[] = [
  ['image/png', 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', 0, [0xff, 0xd8, 0xff]],
  ['image/webp', 8, [0x57, 0x45, 0x42, 0x50]],
];

/** The type of a picture by its first bytes, whatever the upload says of itself: SVG and HTML would run scripts on our address. Undefined: none of ours, or too large. */
export const imageKind = (content: Uint8Array): string | undefined =>
  content.length < 16 || content.length > MOST_BYTES
    ? undefined
    : heads.find(([, at, bytes]) => bytes.every((byte, index) => content[at + index] === byte))?.[0];
