import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentTokens, contrast } from '../accent.ts';

/** `share` of the colour over the background. */
const over = (hex: string, background: string, share: number): string =>
  `#${[1, 3, 5]
    .map((at) =>
      Math.round(Number.parseInt(hex.slice(at, at + 2), 16) * share + Number.parseInt(background.slice(at, at + 2), 16) * (1 - share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

const channel = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'));

describe('the workspace’s accent', () => {
  it('is readable on the page and under its text, whatever colour was chosen', () => {
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (parts) => {
        const { light, dark } = accentTokens(`#${parts.join('')}`);
        expect(contrast(light.accent, '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(light.accent, light.text)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(dark.accent, '#1a1c20')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(dark.accent, dark.text)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(light.accent, over(light.accent, '#ffffff', 0.15))).toBeGreaterThanOrEqual(4.5);
        expect(contrast(dark.accent, over(dark.accent, '#1a1c20', 0.15))).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('takes a plain colour for what is none', () => {
    expect(accentTokens('red;background:url(x)')).toEqual(accentTokens('#3355cc'));
  });
});
