/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

export const contrast = (a: string, b: string): number => {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** The background with a little of the colour, as behind a chosen day or a name's two letters. */
const tinted = (hex: string, background: string): string => {
  const under = channels(background);
  return `#${channels(hex)
    .map((value, index) =>
      Math.round(value * 0.16 + (under[index] ?? 0) * 0.84)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
};

/** Moves a colour towards black or white until it stands out enough from the background, and can be read upon a tint of itself. */
function towards(hex: string, target: 0 | 255, background: string, ratio: number): string {
  let current = hex;
  for (let step = 0; step < 40 && (contrast(current, background) < ratio || contrast(current, tinted(current, background)) < 4.6); step += 1) {
    current = `#${[1, 3, 5]
      .map((at) => {
        const value = Number.parseInt(current.slice(at, at + 2), 16);
        return Math.round(value + (target - value) * 0.08)
          .toString(16)
          .padStart(2, '0');
      })
      .join('')}`;
  }
  return current;
}

const LIGHT = '#ffffff';
const DARK = '#1a1c20';

export type AccentTokens = { light: { accent: string; text: string }; dark: { accent: string; text: string } };

const known = new Map<string, AccentTokens>();

/** The workspace's accent made readable: at least 4.5 : 1 against the page and against the text upon it, in light and dark. Computed once for each colour. */
export function accentTokens(hex: string): AccentTokens {
  const found = known.get(hex);
  if (found) return found;
  const base = /^#[0-9a-f]{6}$/i.test(hex) ? hex.toLowerCase() : '#3355cc';
  const made = { light: { accent: towards(base, 0, LIGHT, 4.6), text: LIGHT }, dark: { accent: towards(base, 255, DARK, 5), text: DARK } };
  if (known.size < 1_000) known.set(hex, made);
  return made;
}
