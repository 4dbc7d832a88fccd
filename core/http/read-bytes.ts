import { fail } from '../errors.ts';

const nothing = new Uint8Array(0);

/** Reads the body up to `max` bytes, whether its length was announced or not. @throws BODY_TOO_LARGE as soon as it is known */
export async function readBytes(request: Request, max: number): Promise<Uint8Array> {
  const announced = request.headers.get('content-length');
  if (announced !== null && request.headers.get('transfer-encoding') === null) {
    const length = Number(announced);
    if (length > max) throw tooLarge(max);
    if (length === 0) return nothing;
    const bytes = new Uint8Array(await unlessCut(request.arrayBuffer()));
    if (bytes.byteLength > max) throw tooLarge(max);
    return bytes;
  }
  if (!request.body) return nothing;
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await unlessCut(reader.read());
    if (done) return chunks.length === 0 ? nothing : new Uint8Array(Buffer.concat(chunks));
    size += value.byteLength;
    if (size > max) {
      reader.cancel().catch(() => {});
      throw tooLarge(max);
    }
    chunks.push(value);
  }
}

/** A client that goes away in the middle of its body is not our fault. */
const unlessCut = <T>(reading: Promise<T>): Promise<T> =>
  reading.catch((cause: unknown) => {
    throw fail('INPUT_MALFORMED', { cause });
  });

const tooLarge = (max: number) => fail('BODY_TOO_LARGE', { extra: { maxBytes: max } });
