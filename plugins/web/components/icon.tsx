import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { raw } from 'hono/html';

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')), 'icons');
const known = new Map<string, string>();
const symbols = new Map<string, string>();
/** How `Icon` begins its use of a drawing. Searched for as it is: a pattern took a twentieth of a large page's time. */
const USED = '<use href="#i-';

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
  return raw(`<svg class="${large ? 'icon large' : 'icon'}" aria-hidden="true">${USED}${known}"></use></svg>`);
}

function symbolOf(name: string): string {
  const made = symbols.get(name);
  if (made !== undefined) return made;
  // text of people is escaped and can name none; what is no name of an icon is not written out
  const text = /^[a-z0-9-]+$/.test(name) ? `<symbol id="i-${name}" viewBox="0 0 24 24">${shape(name)}</symbol>` : '';
  symbols.set(name, text);
  return text;
}

/** The drawings of all icons that a page uses, each once: a list of 50 rows with five icons each would carry 250 otherwise. @param page HTML of the page's body */
export function drawings(page: string): string {
  const names = new Set<string>();
  for (let at = page.indexOf(USED); at >= 0; at = page.indexOf(USED, at)) {
    at += USED.length;
    names.add(page.slice(at, page.indexOf('"', at)));
  }
  return names.size === 0 ? '' : `<svg id="icons" hidden aria-hidden="true">${[...names].map(symbolOf).join('')}</svg>`;
}
