import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, openBrowser } from '../index.ts';

describe('a real browser', () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const content = request.url === '/bad' ? '<img src="/x.png">' : '<main><h1>Grüße</h1><p id="zone"></p></main>';
    response.end(
      `<!doctype html><html lang="en"><head><title>Page</title></head><body>${content}<script>document.getElementById('zone')?.append(Intl.DateTimeFormat().resolvedOptions().timeZone)</script></body></html>`,
    );
  });
  let url = '';
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  it('opens pages in the zone that the test gives it, several at once', async () => {
    const zones = ['Asia/Kolkata', 'America/New_York'];
    const texts = await Promise.all(
      zones.map(async (timezoneId) => {
        const context = await browser.newContext({ timezoneId });
        const page = await context.newPage();
        await page.goto(url);
        const text = [await page.textContent('h1'), await page.textContent('#zone')];
        await context.close();
        return text;
      }),
    );
    expect(texts).toEqual([
      ['Grüße', expect.stringMatching(/Kolkata|Calcutta/)],
      ['Grüße', 'America/New_York'],
    ]);
  });

  it('shows what a screen reader would miss', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    expect(await axe(page)).toEqual([]);
    await page.goto(`${url}/bad`);
    expect((await axe(page)).join()).toContain('image-alt');
    await context.close();
  });
});
