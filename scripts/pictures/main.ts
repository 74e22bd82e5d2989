/** `npm run pictures`: makes docs/pictures anew from what the command line prints and writes. Needs chromium. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { findProgram } from '../local-databases/find-program.ts';
import { terminalPage } from './terminal-page.ts';

const PICTURES = 'docs/pictures';
const LOG = 'test/fixtures/migrate/pg-syntax-error-verbose.log';
/** The report's first screen, and what a run unfolds to; CSS pixels. */
const REPORT = { width: 1180, height: 1120 };

const folder = mkdtempSync(join(tmpdir(), 'migrate-watch-pictures-'));
const browser = await chromium.launch({
  executablePath: findProgram(['chromium', 'chromium-browser', 'google-chrome'], 'chromium'),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  await card(browser);
  await report(browser);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

/** The card of `parse`, as a terminal shows it. */
async function card(browser: Browser): Promise<void> {
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1100, height: 800 } });
  await page.setContent(await terminalPage('npx migrate-watch parse build.log', cli(['parse', LOG])));
  await page.locator('.terminal').screenshot({ path: `${PICTURES}/parse.png`, omitBackground: true });
  await page.close();
}

/** The demo's page, in light and dark, and one of its runs unfolded. */
async function report(browser: Browser): Promise<void> {
  const file = join(folder, 'report.html');
  cli(['demo', '--out', file]);
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, deviceScaleFactor: 1.5, viewport: REPORT });
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({ path: `${PICTURES}/report-${colorScheme}.png` });
    const run = page.locator('details.run', { hasText: 'production orders' }).first();
    await run.locator('summary').click();
    await page.mouse.move(0, 0);
    await run.screenshot({ path: `${PICTURES}/run-${colorScheme}.png` });
    await page.close();
  }
}

/** What the command line prints, in colour. */
function cli(args: readonly string[]): string {
  const env: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: '1' };
  delete env['NO_COLOR'];
  return execFileSync(process.execPath, ['--import', 'tsx', 'bin/cli.ts', ...args], {
    encoding: 'utf8',
    env,
  });
}
