/** What the accent becomes in each theme; all values are `#rrggbb`. */
export type AccentTokens = {
  /** Fill of primary buttons; at least 4.5:1 under `text`. */
  accent: { light: string; dark: string };
  /** Words and icons on that fill. */
  text: { light: string; dark: string };
  /** Links and accented words on the page; at least 4.5:1 against page and cards. */
  ink: { light: string; dark: string };
};

type Rgb = readonly [number, number, number];

/** The lightest and darkest grounds that accented words stand on (see `--surface` and `--hover` in app.css). */
const grounds = { light: '#f1f2f4', dark: '#2a2c31' } as const;
const fallback = '#3b5bdb';

const parse = (hex: string): Rgb => {
  const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1] ?? fallback.slice(1);
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255) as unknown as Rgb;
};

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
const gamma = (channel: number): number => (channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055);

const luminance = (rgb: Rgb): number => 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);

/** Contrast of two colours (`#rrggbb`) as WCAG 2 counts it, 1 … 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(parse(a)), luminance(parse(b))].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** OKLab lightness, chroma and hue (radians). */
function toOklch(rgb: Rgb): { l: number; c: number; h: number } {
  const [r, g, b] = [linear(rgb[0]), linear(rgb[1]), linear(rgb[2])];
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
  const a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const bb = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  return { l, c: Math.hypot(a, bb), h: Math.atan2(bb, a) };
}

/** The colour as `#rrggbb`; chroma is taken back until it fits into sRGB. */
function fromOklch(l: number, chroma: number, h: number): string {
  for (let c = chroma; ; c = Math.max(0, c - 0.01)) {
    const a = c * Math.cos(h);
    const b = c * Math.sin(h);
    const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
    const rgb = [
      4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
      -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
      -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    ].map(gamma);
    if (c === 0 || rgb.every((channel) => channel > -0.002 && channel < 1.002)) {
      return `#${rgb
        .map((channel) =>
          Math.round(Math.min(1, Math.max(0, channel)) * 255)
            .toString(16)
            .padStart(2, '0'),
        )
        .join('')}`;
    }
  }
}

/** Walks the lightness from where the colour is until it has the contrast. */
function reach(hex: string, ground: string, step: number, wanted = 4.6): string {
  const { l, c, h } = toOklch(parse(hex));
  let found = fromOklch(l, c, h);
  for (let at = l; contrast(found, ground) < wanted && at > 0 && at < 1; at += step) found = fromOklch(Math.min(1, Math.max(0, at + step)), c, h);
  return found;
}

/** Near-black or white, whichever is easier to read. */
const readable = (fill: string): string => (contrast(fill, '#ffffff') >= 4.5 ? '#ffffff' : '#14161a');

/** Turns a workspace's own colour into colours that can be read on, whatever was chosen. Something that is no `#rrggbb` becomes the product's own blue. */
export function accentTokens(hex: string): AccentTokens {
  const own = /^#[0-9a-f]{6}$/i.test(hex) ? hex.toLowerCase() : fallback;
  const { l, c, h } = toOklch(parse(own));
  // A control must stand out from the page (3:1), so very light fills are darkened in the light theme and very dark ones lightened in the dark one.
  const light = reach(own, '#ffffff', -0.01, 3.2);
  const dark = reach(fromOklch(Math.max(l, 0.62), c, h), '#1b1d21', 0.01, 3.2);
  const settled = { light: readable(light) === '#ffffff' || contrast(light, '#14161a') >= 4.5 ? light : reach(light, '#ffffff', -0.01), dark };
  return {
    accent: settled,
    text: { light: readable(settled.light), dark: readable(settled.dark) },
    ink: { light: reach(own, grounds.light, -0.01), dark: reach(own, grounds.dark, 0.01) },
  };
}

/** The tokens as CSS for the head of a page. */
export function accentCss(hex: string): string {
  const { accent, text, ink } = accentTokens(hex);
  const pair = (value: { light: string; dark: string }): string => `light-dark(${value.light},${value.dark})`;
  return `:root{--accent:${pair(accent)};--accent-text:${pair(text)};--accent-ink:${pair(ink)}}`;
}
