import { describe, expect, it } from 'vitest';
import { cleanImage } from '../clean-image.ts';

/** Four by six pixels, as a browser writes them. */
const of = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const jpeg = of(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAGAAQDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAWEAEBAQAAAAAAAAAAAAAAAAABABH/xAAVAQEBAAAAAAAAAAAAAAAAAAADBf/EABcRAQEBAQAAAAAAAAAAAAAAAAEAESH/2gAMAwEAAhEDEQA/AJQAwkkC71qoZf/Z',
);
const webp = of('UklGRlIAAABXRUJQVlA4WAoAAAAAAAAAAwAABQAAVlA4IDQAAABwAQCdASoEAAYABABoJbACdAF1AAD+5An+JZtcfityF8kim5H/wZJeqLVgX/W3/cprEAAA');
const png = of(
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAGCAYAAADkOT91AAAAL0lEQVR4AWSKsQkAQAwCxZUc6mf6nbJTgoVNIhyCHqVqU1IbYoUfDyb7NfKkjzEAAAD//5UaVvcAAAAGSURBVAMAs8EK0SLzfKUAAAAASUVORK5CYII=',
);

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const join = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
const insert = (into: Uint8Array, at: number, what: Uint8Array): Uint8Array => join(into.subarray(0, at), what, into.subarray(at));
const secret = ascii('52.5163 N 13.3777 E');
const tells = (content: Uint8Array | undefined): boolean => Buffer.from(content ?? []).includes('52.5163');

/** Taken with the phone upright (6), with a place behind it. */
const exif = join(ascii('Exif'), [0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0], secret);
const segment = (marker: number, body: Uint8Array): Uint8Array => join([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255], body);
const pngChunk = (kind: string, body: Uint8Array): Uint8Array => join([0, 0, 0, body.length], ascii(kind), body, [0, 0, 0, 0]);
const webpChunk = (kind: string, body: Uint8Array): Uint8Array => join(ascii(kind), [body.length, 0, 0, 0], body, body.length % 2 ? [0] : []);

describe('a picture that is kept', () => {
  it('of any kind stays as it is where it tells nothing', () => {
    for (const picture of [jpeg, webp, png]) expect(cleanImage(picture)?.content).toEqual(picture);
  });

  it('JPEG: place, camera, comments and what stands behind its end go; the side that is up and the colours stay', () => {
    const colours = segment(0xe2, ascii('ICC_PROFILE and so on'));
    const taken = join(insert(jpeg, 2, join(segment(0xe1, exif), segment(0xe1, secret), segment(0xed, secret), segment(0xfe, secret), colours)), secret);
    expect(tells(taken)).toBe(true);
    const { type, content } = cleanImage(taken) ?? {};
    expect([type, tells(content)]).toEqual(['image/jpeg', false]);
    const kept = Buffer.from(content ?? []);
    expect(kept.length).toBe(jpeg.length + colours.length + 36);
    expect(kept.subarray(2, 38).toString('hex')).toBe('ffe1002245786966' + '0000' + '4d4d002a00000008' + '0001' + '011200030000000100060000' + '00000000');
    expect(cleanImage(kept)?.content).toEqual(content);
  });

  it('PNG: texts, times and EXIF go', () => {
    const taken = insert(png, 33, join(pngChunk('eXIf', exif), pngChunk('tEXt', secret), pngChunk('iTXt', secret), pngChunk('tIME', secret)));
    expect([tells(taken), cleanImage(taken)?.content]).toEqual([true, png]);
    expect(cleanImage(join(png, secret))?.content).toEqual(png);
  });

  it('WebP: EXIF and XMP go, and its head no longer speaks of them', () => {
    const taken = join(webp, webpChunk('EXIF', exif), webpChunk('XMP ', secret));
    taken[20] = 0b1100;
    expect([tells(taken), cleanImage(taken)?.content]).toEqual([true, webp]);
  });

  it('is refused where it is broken off, claims too much, is something else or too large', () => {
    for (const picture of [jpeg, webp, png]) {
      expect(cleanImage(picture.subarray(0, picture.length - 30))).toBeUndefined();
      expect(cleanImage(picture.subarray(0, 16))).toBeUndefined();
    }
    expect(cleanImage(ascii('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'))).toBeUndefined();
    expect(cleanImage(insert(png, 33, join([0x7f, 0xff, 0xff, 0xff], ascii('tEXt'))))).toBeUndefined();
    expect(cleanImage(join(png, new Uint8Array(256 * 1024)))).toBeUndefined();
  });
});
