import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { raw } from 'hono/html';

const resolve = createRequire(import.meta.url).resolve;
const drawings = new Map<string, string>();

/** The inside of one drawing of the lucide set; read once. A name that does not exist gives a plain circle, so that a plugin's typo costs a picture, not a page. */
function drawing(name: string): string {
  const known = drawings.get(name);
  if (known !== undefined) return known;
  let inside = '<circle cx="12" cy="12" r="9"/>';
  if (/^[a-z\d-]{1,60}$/.test(name)) {
    try {
      const svg = readFileSync(resolve(`lucide-static/icons/${name}.svg`), 'utf8');
      inside = (/<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1] ?? inside).replaceAll(/\s*\n\s*/g, '').replaceAll(' />', '/>');
    } catch {
      // Unknown name: the circle stays.
    }
  }
  if (drawings.size < 500) drawings.set(name, inside);
  return inside;
}

export type IconProps = {
  /** A lucide icon's name: `calendar-days`. */
  name: string;
  /** Pixels; 16 unless given. */
  size?: 14 | 16 | 20 | 24 | 32;
  /** Said by screen readers; without it the picture is decoration. */
  label?: string;
  class?: string;
};

export function Icon({ name, size = 16, label, class: extra }: IconProps) {
  return (
    <svg
      class={extra ? `icon ${extra}` : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={size >= 20 ? '1.75' : '2'}
      stroke-linecap="round"
      stroke-linejoin="round"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' })}
    >
      {raw(drawing(name))}
    </svg>
  );
}
