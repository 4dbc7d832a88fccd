import { type ImageType, imageType } from './image-type.ts';

/** Where and with what a photo was taken is nobody's business: these tell. */
const pngKept = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'bKGD', 'pHYs', 'acTL', 'fcTL', 'fdAT']);
const webpDropped = new Set(['EXIF', 'XMP ']);

const view = (content: Uint8Array): DataView => new DataView(content.buffer, content.byteOffset, content.byteLength);
const name = (content: Uint8Array, at: number): string => String.fromCharCode(...content.subarray(at, at + 4));

function cleanPng(content: Uint8Array): Uint8Array[] | undefined {
  const parts = [content.subarray(0, 8)];
  for (let at = 8; at + 12 <= content.length; ) {
    const end = at + 12 + view(content).getUint32(at);
    if (end > content.length) return undefined;
    const kind = name(content, at + 4);
    if (pngKept.has(kind)) parts.push(content.subarray(at, end));
    if (kind === 'IEND') return parts;
    at = end;
  }
  return undefined;
}

/** The one thing in EXIF that the picture needs: which side is up (1 to 8). @param exif from its TIFF header on */
function orientationOf(exif: Uint8Array): number {
  const data = view(exif);
  if (exif.length < 14) return 1;
  const little = exif[0] === 0x49;
  const entries = data.getUint32(4, little);
  if (entries + 2 > exif.length) return 1;
  const count = data.getUint16(entries, little);
  for (let n = 0; n < count; n++) {
    const at = entries + 2 + n * 12;
    if (at + 12 > exif.length) return 1;
    if (data.getUint16(at, little) === 0x0112) return Math.min(Math.max(data.getUint16(at + 8, little), 1), 8);
  }
  return 1;
}

/** A JPEG segment with nothing but the side that is up. */
const uprightSegment = (orientation: number): Uint8Array =>
  Uint8Array.from([
    ...[0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
  ]);

/** Where the picture data of a scan end: at the next marker that is none of theirs. */
function endOfScan(content: Uint8Array, from: number): number {
  for (let at = from; at + 1 < content.length; at++) {
    const next = content[at + 1] ?? 0;
    if (content[at] === 0xff && next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  return content.length;
}

/** Of what programs tell about themselves: JFIF, the colour profile, and what Adobe says of the colours. */
function isNeeded(marker: number, content: Uint8Array, at: number): boolean {
  if (marker === 0xfe) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  return marker === 0xe0 || marker === 0xee || (marker === 0xe2 && name(content, at + 4) === 'ICC_');
}

function cleanJpeg(content: Uint8Array): Uint8Array[] | undefined {
  const parts = [content.subarray(0, 2)];
  for (let at = 2; at + 2 <= content.length; ) {
    const marker = content[at + 1] ?? 0;
    if (content[at] !== 0xff) return undefined;
    // What stands behind the end is another picture, or worse.
    if (marker === 0xd9) return [...parts, content.subarray(at, at + 2)];
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (at + 4 > content.length) return undefined;
    const head = at + 2 + view(content).getUint16(at + 2);
    const end = marker === 0xda ? endOfScan(content, head) : head;
    if (end > content.length) return undefined;
    const orientation = marker === 0xe1 && name(content, at + 4) === 'Exif' ? orientationOf(content.subarray(at + 10, end)) : 1;
    if (orientation > 1) parts.push(uprightSegment(orientation));
    if (isNeeded(marker, content, at)) parts.push(content.subarray(at, end));
    at = end;
  }
  return undefined;
}

function cleanWebp(content: Uint8Array): Uint8Array[] | undefined {
  const parts: Uint8Array[] = [];
  for (let at = 12; at + 8 <= content.length; ) {
    const size = view(content).getUint32(at + 4, true);
    const end = at + 8 + size + (size % 2);
    if (at + 8 + size > content.length) return undefined;
    const kind = name(content, at);
    if (!webpDropped.has(kind)) {
      const chunk = content.slice(at, end);
      if (kind === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~0b1100;
      parts.push(chunk);
    }
    at = end;
  }
  const head = content.slice(0, 12);
  view(head).setUint32(4, 4 + parts.reduce((sum, { length }) => sum + length, 0), true);
  return parts.length > 0 ? [head, ...parts] : undefined;
}

const cleaners: Record<ImageType, (content: Uint8Array) => Uint8Array[] | undefined> = {
  'image/png': cleanPng,
  'image/jpeg': cleanJpeg,
  'image/webp': cleanWebp,
};

/**
 * A picture as it is kept: without where, when and with what it was taken (EXIF, XMP, IPTC, comments), the side that is up left in. The picture itself is not looked at.
 * @returns undefined where it is none of ours, too large, or broken off
 */
export function cleanImage(content: Uint8Array): { type: ImageType; content: Uint8Array<ArrayBuffer> } | undefined {
  const type = imageType(content);
  const parts = type && cleaners[type](content);
  return type && parts ? { type, content: new Uint8Array(Buffer.concat(parts)) } : undefined;
}
