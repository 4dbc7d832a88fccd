import type { Incoming } from '#core';
import { cleanImage } from './clean-image.ts';
import { accountFault } from './errors.ts';
import { type ImageType, MAX_IMAGE } from './image-type.ts';

/** Room for the form around the picture. */
export const UPLOAD_BODY = MAX_IMAGE + 16 * 1024;

/** The picture in the form field `name`, its type taken from its bytes, without what it tells of place and camera. @throws ACCOUNT_IMAGE_REFUSED */
export async function readImage(request: Pick<Incoming, 'raw'>, name: string): Promise<{ type: ImageType; content: Uint8Array }> {
  const given = request.raw[name];
  const content = given instanceof Blob ? new Uint8Array(await given.arrayBuffer()) : undefined;
  const picture = content && cleanImage(content);
  if (!picture) throw accountFault('ACCOUNT_IMAGE_REFUSED', { issues: [{ path: name, message: accountFault.entries.ACCOUNT_IMAGE_REFUSED.title }] });
  return picture;
}
