import { z } from 'zod';

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** `video.example.org/room` → `https://video.example.org/room`. Undefined: no address of the web with a whole host name. */
export function webAddress(text: string): string | undefined {
  const url = URL.parse(SCHEME.test(text) && !/^[^/]+:\d/.test(text) ? text : `https://${text}`);
  const fits = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hostname.includes('.');
  return fits ? url.href : undefined;
}

/** What a virtual room says of its link. */
export const options = z.object({
  address: z
    .string()
    .trim()
    .max(1_000)
    .refine((text) => text === '' || webAddress(text) !== undefined, { error: 'Use an address such as https://video.example.org/room.' })
    .default('')
    .meta({ title: 'Permanent link', description: 'Every meeting in this room has it. Without https:// in front, that is added.' }),
});
