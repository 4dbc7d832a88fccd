import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { projectRoot } from '../plugin/plugin-folder.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Opens Chromium without a window: the machine's own, else the one that npm brought (Linux x64). Close it at the end of the file. */
export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core'); // on demand: most tests need no browser
  const own = systemBrowser();
  if (own) return chromium.launch({ executablePath: own, args: flags });
  const { executablePath, environment } = await npmBrowser();
  // Its settings come with all the parts in one process, which ends with the first page that closes: only our flags are used.
  return chromium.launch({ executablePath, args: [...flags, '--no-zygote', '--headless=shell', '--font-render-hinting=none'], env: environment });
}

/** What a screen reader or keyboard user would stumble over on the page as it stands: empty when all is well, else one line each. */
export async function axe(page: Page): Promise<string[]> {
  // Once a page that is loaded, and only what is wrong comes back: a run with everything that is right is ten times the work.
  if (await page.evaluate('typeof axe === "undefined"')) await page.evaluate(axeSource());
  const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'], iframes: false })
    .then(({ violations }) => violations.flatMap(({ id, help, nodes }) => nodes.map((node) => id + ': ' + help + ' (' + node.target.join(' ') + ')')))`);
  if (!Array.isArray(found)) throw new TypeError('axe gave no list');
  return found.map(String);
}

let source: string | undefined;
const axeSource = (): string => (source ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));

function systemBrowser(): string | undefined {
  const named = process.env.ATRIUM_TEST_BROWSER;
  if (named) return named;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const places = (process.env.PATH ?? '').split(path.delimiter);
  if (process.platform === 'darwin') places.push('/Applications/Google Chrome.app/Contents/MacOS', '/Applications/Chromium.app/Contents/MacOS');
  const candidates = places.flatMap((place) => [...names, 'Google Chrome', 'Chromium'].map((name) => path.join(place, name)));
  return candidates.find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Unpacks the browser from the package once, into a folder of ours: the package would run whatever file named `chromium` lies in the temporary folder.
 * It brings the system libraries along only where it believes to run on a certain cloud, which the variable says.
 */
async function npmBrowser(): Promise<{ executablePath: string; environment: Record<string, string> }> {
  const folder = path.join(projectRoot, 'node_modules', '.cache', 'atrium-chromium');
  if (!existsSync(path.join(folder, 'chromium'))) await unpack(folder);
  // The package's own file looks for its font in one fixed folder, and pages would show no letters.
  const fonts = path.join(folder, 'fonts.conf');
  const folders = [path.join(folder, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'];
  const text = `<fontconfig>${folders.map((place) => `<dir>${place}</dir>`).join('')}<cachedir>${path.join(folder, 'font-cache')}</cachedir></fontconfig>\n`;
  if (!existsSync(fonts) || readFileSync(fonts, 'utf8') !== text) writeFileSync(fonts, text);
  const environment: Record<string, string> = {
    LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'),
    FONTCONFIG_FILE: fonts,
    HOME: folder,
  };
  for (const name of ['PATH', 'TZ', 'LANG', 'TMPDIR']) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return { executablePath: path.join(folder, 'chromium'), environment };
}

async function unpack(folder: string): Promise<void> {
  mkdirSync(path.dirname(folder), { recursive: true });
  const part = mkdtempSync(`${folder}-`);
  const before = {
    TMPDIR: process.env.TMPDIR,
    AWS_EXECUTION_ENV: process.env.AWS_EXECUTION_ENV,
    LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH,
    FONTCONFIG_PATH: process.env.FONTCONFIG_PATH,
  };
  process.env.TMPDIR = part;
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
  try {
    if (tmpdir() !== part) throw new Error(`The temporary folder is ${tmpdir()} instead of ${part}`);
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
    renameSync(part, folder);
  } catch (error) {
    if (!existsSync(path.join(folder, 'chromium'))) throw error; // else another test file was quicker
  } finally {
    rmSync(part, { recursive: true, force: true });
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
