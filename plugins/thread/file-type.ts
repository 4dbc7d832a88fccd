const begins = (content: Uint8Array, bytes: readonly number[], at = 0): boolean => bytes.every((byte, index) => content[at + index] === byte);

const kinds: readonly (readonly [type: string, bytes: readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['application/zip', [0x50, 0x4b, 0x03, 0x04]],
];

/** Pictures that no browser runs anything in. SVG is none of them. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
export const isPicture = (type: string): boolean => pictures.has(type);

/** The type by the first bytes; never HTML, SVG or a script, whatever the name says. */
export function fileType(content: Uint8Array): string {
  for (const [type, bytes] of kinds) if (begins(content, bytes)) return type;
  if (begins(content, [0x52, 0x49, 0x46, 0x46]) && begins(content, [0x57, 0x45, 0x42, 0x50], 8)) return 'image/webp';
  if (content.subarray(0, 8_192).includes(0)) return 'application/octet-stream';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return 'text/plain; charset=utf-8';
  } catch {
    return 'application/octet-stream';
  }
}
