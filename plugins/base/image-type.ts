/** Bytes that a photo or logo may have. */
export const MAX_IMAGE = 256 * 1024;

export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp';

const startsWith = (content: Uint8Array, at: number, bytes: readonly number[]): boolean => bytes.every((byte, index) => content[at + index] === byte);

/** The type by the first bytes, whatever the upload says of itself (SVG and HTML would run scripts on our address). @returns undefined where it is none of ours or too large. */
export function imageType(content: Uint8Array): ImageType | undefined {
  if (content.length < 16 || content.length > MAX_IMAGE) return undefined;
  if (startsWith(content, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (startsWith(content, 0, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(content, 0, [0x52, 0x49, 0x46, 0x46]) && startsWith(content, 8, [0x57, 0x45, 0x42, 0x50])) return 'image/webp';
  return undefined;
}
