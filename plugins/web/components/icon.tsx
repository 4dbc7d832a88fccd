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

/** One icon of the set, as text's neighbour: hidden from screen readers, so say the word beside it. 16 px unless `large` (20 px). Its drawing stands once in the document, see `drawings`. */
export function Icon({ name, large }: { name: string; large?: boolean }) {
  const known = /^[a-z0-9-]+$/.test(name) ? name : 'circle';
  // Pages have hundreds of them: as text, for a checked name needs no escaping.
  return raw(`<svg class="${large ? 'icon large' : 'icon'}" aria-hidden="true"><use href="#i-${known}"></use></svg>`);
}

/** The drawings of all icons that a page uses, each once: a list of 50 rows with five icons each would carry 250 otherwise. @param page HTML of the page's body */
export function drawings(page: string): string {
  const names = new Set([...page.matchAll(/<use href="#i-([a-z0-9-]+)"/g)].map(([, name]) => name ?? ''));
  const symbols = [...names].map((name) => `<symbol id="i-${name}" viewBox="0 0 24 24">${shape(name)}</symbol>`);
  return symbols.length === 0 ? '' : `<svg id="icons" hidden aria-hidden="true">${symbols.join('')}</svg>`;
}
