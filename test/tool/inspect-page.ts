import type { Page } from 'playwright-core';
import { axe } from '#core/testing';

type Look = { width: number; colorScheme: 'light' | 'dark' };
const every: readonly Look[] = [1280, 375].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));
/** Both widths and both colours, each once; with the long budget every one with every other. */
const looks = process.env.ATRIUM_TEST_LONG ? every : every.filter(({ width, colorScheme }) => (width === 1280) === (colorScheme === 'light'));

/** Looks at the page as it stands: what is wrong for a screen reader, and whether something sticks out at the side. */
export async function inspectPage(page: Page, what: string): Promise<string[]> {
  const problems: string[] = [];
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const wide = Number(await page.evaluate('document.documentElement.scrollWidth'));
    const found = await axe(page);
    if (wide > width) found.push(`the page is ${wide} px wide`);
    problems.push(...found.map((problem) => `${what}, ${width} px, ${colorScheme}: ${problem}`));
  }
  return problems;
}
