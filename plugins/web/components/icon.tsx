import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { raw } from 'hono/html';

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')), 'icons');
const known = new Map<string, string>();

/** The inside of a lucide icon; an unknown name gives a plain circle, so that a plugin's typo never breaks a page. */
function shape(name: string): string {
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  let inside = '<circle cx="12" cy="12" r="9"/>';
  if (/^[a-z0-9-]+$/.test(name)) {
    try {
      inside =
        /<svg[^>]*>([\s\S]*)<\/svg>/
          .exec(readFileSync(path.join(folder, `${name}.svg`), 'utf8'))?.[1]
          ?.trim()
          .replaceAll(/\s*\n\s*/g, '') ?? inside;
    } catch {
      // stays the circle
    }
  }
  known.set(name, inside);
  return inside;
}

/** One icon of the set, as text's neighbour: hidden from screen readers, so say the word beside it. 16 px unless `large` (20 px). */
export function Icon({ name, large }: { name: string; large?: boolean }) {
  const size = large ? 20 : 16;
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {raw(shape(name))}
    </svg>
  );
}
