import type { Incoming } from '#core';
import { accountFault } from './errors.ts';
import { type ImageType, imageType, MAX_IMAGE } from './image-type.ts';

/** Room for the form around the picture. */
export const UPLOAD_BODY = MAX_IMAGE + 16 * 1024;

async function fileOf(request: Incoming<unknown, unknown, unknown>, name: string): Promise<Uint8Array | undefined> {
  const given = request.raw[name];
  if (given instanceof Blob) return new Uint8Array(await given.arrayBuffer());
  const contentType = request.header('content-type');
  if (!contentType?.startsWith('multipart/form-data')) return undefined;
  try {
    const form = await new Response(Buffer.from(request.bytes), { headers: { 'content-type': contentType } }).formData();
    const file = form.get(name);
    return file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

/** The picture in the form field `name`, its type taken from its bytes. @throws ACCOUNT_IMAGE_REFUSED */
export async function readImage(request: Incoming<unknown, unknown, unknown>, name: string): Promise<{ type: ImageType; content: Uint8Array }> {
  const content = await fileOf(request, name);
  const type = content ? imageType(content) : undefined;
  if (!content || !type) throw accountFault('ACCOUNT_IMAGE_REFUSED', { issues: [{ path: name, message: accountFault.entries.ACCOUNT_IMAGE_REFUSED.title }] });
  return { type, content };
}
