import type { Page } from 'playwright-core';
import { axe } from '#core/testing';

type Look = { width: number; colorScheme: 'light' | 'dark' };
const every: readonly Look[] = [1280, 375].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));
const long = process.env.ATRIUM_TEST_LONG === '1';
/** Both widths and both colours, each once; with the long budget every one with every other. */
const looks = long ? every : every.filter(({ width, colorScheme }) => (width === 1280) === (colorScheme === 'light'));
let pages = 0;

/**
 * Looks at the page as it stands: what is wrong for a screen reader, and whether something sticks out at the side.
 * `by turns`: outside the long budget the former is asked in one look alone, of the next page in the other.
 */
export async function inspectPage(page: Page, what: string, asking: 'in both' | 'by turns' = 'by turns'): Promise<string[]> {
  const problems: string[] = [];
  pages += 1;
  for (const [index, { width, colorScheme }] of looks.entries()) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const wide = Number(await page.evaluate('document.documentElement.scrollWidth'));
    const found = long || asking === 'in both' || index === pages % looks.length ? await axe(page) : [];
    if (wide > width) found.push(`the page is ${wide} px wide`);
    problems.push(...found.map((problem) => `${what}, ${width} px, ${colorScheme}: ${problem}`));
  }
  return problems;
}
