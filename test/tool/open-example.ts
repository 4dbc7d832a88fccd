import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { bootTestApp, type Mailbox, openBrowser, openMailbox, type TestApp } from '#core/testing';

export const admin = { email: 'admin@example.com', password: 'quiet-harbour-lamp-41' };

/** The example workspace as a first start makes it, with a mail server and a browser. */
export type Example = {
  readonly app: TestApp;
  readonly mailbox: Mailbox;
  readonly browser: Browser;
  /** Address of the example's booking page. */
  readonly bookingPage: string;
  close(): Promise<void>;
};

/** @param clock as `bootTestApp` takes it: Monday to Friday from nine to five in Berlin are free. */
export async function openExample(clock: string): Promise<Example> {
  const mailbox = await openMailbox();
  const app = await bootTestApp({
    clock,
    environment: {
      ATRIUM_MAIL_SMTP_URL: mailbox.url,
      ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '0',
      ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '0',
      ATRIUM_BOOKING_PORTAL_PER_EMAIL: '0',
      ATRIUM_BOOKING_PORTAL_PER_LINK: '0',
    },
    config: { adminEmail: admin.email, adminPassword: admin.password },
  });
  await app.app.firstAdmin();
  const lines: { label: string; value: string }[] = [];
  for (const plugin of app.app.runtime.generation().plugins) lines.push(...((await plugin.example?.(app.env(plugin.name))) ?? []));
  const bookingPage = lines.find(({ label }) => label === 'Booking page')?.value.replace('{base}', app.url);
  if (!bookingPage) throw new Error('The example has no booking page');
  const browser = await openBrowser();
  return {
    app,
    mailbox,
    browser,
    bookingPage,
    close: async () => {
      await browser.close();
      await app.close();
      await mailbox.close();
    },
  };
}

export type Visitor = {
  context: BrowserContext;
  page: Page;
  /** What went wrong on the visitor's pages: script errors, and what the server answered with 5xx. */
  faults: string[];
};

/** Somebody with a browser of their own. */
export async function visit(example: Example, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await example.browser.newContext({ timezoneId: 'Europe/Berlin', locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.url()}: ${response.status()}`);
  });
  return { context, page, faults };
}

/** Through the sign-in page, as a person does it. */
export async function signIn(example: Example, page: Page): Promise<void> {
  await page.goto(`${example.app.url}/sign-in`);
  await page.fill('[name=email]', admin.email);
  await page.fill('[name=password]', admin.password);
  await page.click('main button[type=submit]');
  await page.waitForURL('**/app**');
}
