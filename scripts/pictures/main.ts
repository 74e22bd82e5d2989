/** `npm run pictures`: draws docs/pictures again from the program's output, messages and template. Needs chromium. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { playWeek } from '../../bin/cli/demo/play-week.ts';
import { DEMO_WEEK } from '../../bin/cli/demo/show-week.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { RUNBOOK_URL } from '../../lib/runbook-url.ts';
import { findProgram } from '../local-databases/find-program.ts';
import { synthesise } from '../synthesise.ts';
import { architecturePage } from './architecture.ts';
import { dashboardPage } from './dashboard.ts';
import { dashboardWidgets } from './dashboard-body.ts';
import { terminalPage } from './terminal-page.ts';
import { toldPage } from './told.ts';

const PICTURES = 'docs/pictures';
const LOG = 'test/fixtures/migrate/pg-syntax-error-verbose.log';
/** Sizes of the report's first screen and of an unfolded run; CSS pixels. */
const REPORT = { width: 1180, height: 1120 };

const WIDE = { width: 1300, height: 900 };
const SETTINGS = 'examples/ecs-one-off-task.yaml';

const folder = mkdtempSync(join(tmpdir(), 'migrate-watch-pictures-'));
const browser = await chromium.launch({
  executablePath: findProgram(['chromium', 'chromium-browser', 'google-chrome'], 'chromium'),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  await card(browser);
  await report(browser);
  await both(browser, 'architecture', 'svg', architecturePage());
  await both(browser, 'told', 'main', toldPage(await examplePage()));
  await dashboard(browser);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

/** The card of `parse`, as a terminal shows it. */
async function card(browser: Browser): Promise<void> {
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1100, height: 800 } });
  await page.setContent(await terminalPage(`npx migrate-watch parse ${LOG}`, cli(['parse', LOG])));
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

/** An element of a page in light and dark. */
async function both(browser: Browser, name: string, selector: string, page: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const shown = await browser.newPage({ colorScheme, deviceScaleFactor: 1.5, viewport: WIDE });
    await shown.setContent(page);
    const size = await shown.locator(selector).first().boundingBox();
    if (size === null) throw new Error(`${name} shows no ${selector}`);
    const path = `${PICTURES}/${name}-${colorScheme}.png`;
    await shown.screenshot({ path, clip: size, fullPage: true, omitBackground: true });
    await shown.close();
  }
}

/** The dashboard of the only environment, and its part above the databases' and tasks' own metrics. */
async function dashboard(browser: Browser): Promise<void> {
  const { resources, settings } = synthesise(readFileSync(SETTINGS, 'utf8'));
  // With one environment, the overview has its rows.
  const name = `${settings.name}-overview`;
  const widgets = dashboardWidgets(resources, name);
  await both(browser, 'dashboard', 'main', dashboardPage(name, widgets));
  const end = widgets.find(({ properties }) => properties.markdown === '## Databases and tasks');
  if (end === undefined) throw new Error(`${SETTINGS} shows no databases and tasks`);
  const above = widgets.filter(({ y }) => y < end.y);
  await both(browser, 'dashboard-above', 'main', dashboardPage(name, above));
}

/** The demo's page of a failure in production. */
async function examplePage(): Promise<PageMessage> {
  const { pages } = await playWeek(DEMO_WEEK, { transition: () => {}, page: () => {} });
  const page = pages.find(
    ({ key, kind }) => key.endsWith('production/orders/migration/1') && kind === 'opened',
  );
  if (page === undefined) throw new Error('the demo has no failure of orders');
  // The demo's runbook is a file; a deployment's is on the web.
  const links = page.links.map(({ label, url }) => ({
    label,
    url: url.replace(/^docs\/runbook\.md/, RUNBOOK_URL),
  }));
  return { ...page, links };
}

/** Output of the command line, in colour. */
function cli(args: readonly string[]): string {
  const env: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: '1' };
  delete env['NO_COLOR'];
  return execFileSync(process.execPath, ['--import', 'tsx', 'bin/cli.ts', ...args], {
    encoding: 'utf8',
    env,
  });
}
