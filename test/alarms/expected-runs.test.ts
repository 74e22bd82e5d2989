import { beforeAll, describe, expect, test } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { METRIC_NAMESPACE, MONITOR_DIMENSION } from '../../lambda/contract/metrics.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import { deployedBy } from '../sources-of.ts';
import { appTemplate } from './app-template.ts';
import { type Alarm, metricKey } from './definition.ts';
import { readAlarms } from './read-template.ts';
import { Series } from './series.ts';
import { simulate } from './simulate.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2026, 2, 2, 9);
/** How much longer production takes than staging: about four times. */
const RATIOS = [2.4, 4, 6.5, 3.8] as const;

let alarms: readonly Alarm[];
beforeAll(() => {
  alarms = readAlarms(appTemplate());
});

/** The deployed functions of an environment after another one, and the alarms that read what they send. */
class World {
  readonly incidents = new MemoryIncidentStore();
  /** Minute, topic and kind of each page about production. */
  readonly pages: string[] = [];
  lastText = '';
  readonly #series = new Map<string, Series>();
  readonly #monitor: LocalMonitor;
  #tasks = 0;
  #historyIsOut = false;

  constructor(thresholds = '{}') {
    const facts = new MemoryFactStore(() => this.incidents.indexedIncidents());
    const { incidents } = this;
    const readHistory = incidents.readHistory.bind(incidents);
    incidents.readHistory = (target) =>
      this.#historyIsOut ? Promise.reject(new Error('the table is out of reach')) : readHistory(target);
    this.#monitor = new LocalMonitor(
      deployedBy(`
environments:
  staging: {}
  production: { after: staging }
sources:
  - { logGroup: /ecs/staging, environment: staging, database: orders }
  - { logGroup: /ecs/production, environment: production, database: orders }
thresholds: ${thresholds}
`),
      {
        facts,
        incidents,
        logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
        mutes: new MemoryMuteStore(),
        topics: {
          publishPage: async (topic, page) => {
            this.pages.push(`${Math.floor((this.#monitor.now - START) / MINUTE)} ${topic} ${page.kind}`);
            this.lastText = pageText(page).replace(/\s+/g, ' ');
          },
          publishChange: async () => {},
          publishAsk: async () => {},
        },
        metrics: {
          put: async (data) => {
            for (const { name, value, at, dimensions } of data) {
              const of = { [MONITOR_DIMENSION]: 'migrate-watch', ...dimensions };
              const key = metricKey(METRIC_NAMESPACE, name, of);
              const series = this.#series.get(key) ?? new Series();
              this.#series.set(key, series);
              series.add(Math.floor(at / MINUTE), value);
            }
          },
        },
      },
      START,
    );
  }

  /** Files 1 to `count` took `sourceMs` in staging, and some four times as long in production, in the two months before. */
  async learned(count: number, sourceMs: number): Promise<this> {
    for (let n = 1; n <= count; n++) {
      const at = START - 60 * DAY + n * DAY;
      await this.ran('staging', `${n}`, sourceMs, at);
      await this.ran('production', `${n}`, sourceMs * RATIOS[n % 4]!, at + DAY / 2);
    }
    return this;
  }

  /** A clean run, whose migration took `ms`. */
  async ran(environment: string, version: string, ms: number, at: number): Promise<void> {
    const task = this.#task();
    await this.#print(environment, task, at, [`Read and execute ${version}/u file_${version}`]);
    await this.#print(environment, task, at + ms, [
      `Finished ${version}/u file_${version} (read 1ms, ran ${ms / 1_000}s)`,
      `Finished after ${ms / 1_000}s`,
      'Closing source and database',
    ]);
  }

  /**
   * Production executes files one after the other, each for some minutes, and prints nothing while it does. The history cannot be read
   * before `historyFrom`, in minutes.
   */
  async executes(files: Readonly<Record<string, number>>, historyFrom = 0): Promise<Record<string, number>> {
    const task = this.#task();
    let minute = 0;
    for (const [version, minutes] of Object.entries(files)) {
      await this.#print('production', task, START + minute * MINUTE, [
        `Read and execute ${version}/u file_${version}`,
      ]);
      for (const until = minute + minutes; minute < until; ) {
        minute++;
        this.#historyIsOut = minute < historyFrom;
        this.#monitor.now = START + minute * MINUTE;
        await this.#monitor.sweep().catch((error: AggregateError) => {
          if (!this.#historyIsOut) throw error;
        });
      }
      await this.#print('production', task, START + minute * MINUTE, [
        `Finished ${version}/u file_${version} (read 1ms, ran ${minutes}m0s)`,
      ]);
    }
    await this.#print('production', task, START + minute * MINUTE + 1, [
      `Finished after ${minute}m0s`,
      'Closing source and database',
    ]);
    for (let after = 1; after < 4; after++) {
      this.#monitor.now = START + (minute + after) * MINUTE;
      await this.#monitor.sweep();
    }
    return this.#alarmsOn(minute + 4);
  }

  /** The alarms on slow runs of production that were raised, with the minute. */
  #alarmsOn(minutes: number): Record<string, number> {
    const from = START / MINUTE;
    const changes = simulate(alarms, { from, to: from + minutes, series: this.#series });
    return Object.fromEntries(
      alarms.flatMap(({ id, name }) => {
        const [, short] = /^migrate-watch-production-(slow-\w+|unusual-\w+)$/.exec(name) ?? [];
        const raised = changes.get(id)!.find(({ to }) => to === 'ALARM');
        return short === undefined || raised === undefined ? [] : [[short, raised.at - from]];
      }),
    );
  }

  #task(): string {
    return (++this.#tasks).toString(16).padStart(32, '0');
  }

  #print(environment: string, task: string, at: number, messages: readonly string[]): Promise<void> {
    this.#monitor.now = at;
    const events = messages.map((message, i) => ({ id: eventId(at, i), timestamp: at + i, message }));
    const place = { logGroup: `/ecs/${environment}`, logStream: `orders/migrate/${task}` };
    return this.#monitor.ingest(subscriptionPayload({ ...place, events }));
  }
}

/** File 99 took `sourceMs` in staging, and file 100 milliseconds. */
async function world(pairs: number, sourceMs: number, thresholds?: string): Promise<World> {
  const made = await new World(thresholds).learned(pairs, sourceMs);
  await made.ran('staging', '99', sourceMs, START - 2 * DAY);
  await made.ran('staging', '100', 20, START - DAY);
  made.pages.length = 0;
  return made;
}

describe('a migration of 40 minutes that took 10 in staging, where production takes four times as long', () => {
  test('is expected to: no page, no alarm', async () => {
    const made = await world(20, 10 * MINUTE);
    expect(await made.executes({ 99: 40 })).toEqual({});
    expect(made.pages).toEqual([]);
  });

  test('a limit that was written counts all the same, and the page says that it goes as expected', async () => {
    const made = await world(20, 10 * MINUTE, '{ longRunning: { warning: 10m } }');
    expect(await made.executes({ 99: 20 })).toEqual({ 'slow-warning': 12 });
    expect(made.pages[0]).toBe('10 warning opened');
    const again = await world(20, 10 * MINUTE, '{ longRunning: { warning: 10m } }');
    await again.executes({ 99: 11 });
    expect(again.pages).toEqual(['10 warning opened', '11 warning resolved']);
  });

  test('the file after it is not called slow because of its time', async () => {
    const made = await world(20, 10 * MINUTE);
    expect(await made.executes({ 99: 40, 100: 4 })).toEqual({});
    expect(made.pages).toEqual([]);
  });

  test('the defaults count until its history can be read', async () => {
    const made = await world(20, 10 * MINUTE);
    await made.executes({ 99: 40 }, 8);
    expect(made.pages).toEqual(['5 warning opened', '40 warning resolved']);
  });
});

test('a migration that takes far longer than expected: a page and alarms before the defaults', async () => {
  const made = await world(20, MINUTE);
  const on = await made.executes({ 99: 20 });
  const opened = Number(made.pages[0]!.split(' ')[0]);
  expect(made.pages[0]).toBe(`${opened} warning opened`);
  // The limits of a minute after 20 pairs with a ratio of about 4 are some 9 and 10 to 14 minutes: test/domain/normal/check-values.test.ts.
  expect(opened).toBeGreaterThanOrEqual(8);
  expect(opened).toBeLessThanOrEqual(9);
  expect(made.pages.find((page) => page.includes('critical'))).toMatch(/^1[0-6] critical updated/);
  expect(on).toMatchObject({ 'slow-warning': opened + 2, 'unusual-duration': expect.any(Number) });
});

test('a file that ran nowhere before: the defaults', async () => {
  const made = await world(20, MINUTE);
  expect(await made.executes({ 77: 6 })).toMatchObject({ 'slow-warning': 7 });
  expect(made.pages[0]).toBe('5 warning opened');
});

test('one pair of its size: its own warning, and the default critical limit', async () => {
  const made = await world(1, MINUTE);
  await made.executes({ 99: 18 });
  expect(made.pages).toEqual(['15 critical opened', '18 critical resolved']);
});

describe('the page about it says', () => {
  const said = async (made: World, file: string, minutes: number) => {
    await made.executes({ [file]: minutes });
    return made.lastText;
  };
  test.each([
    [
      'how much longer it takes, and how rare that is',
      20,
      '99',
      /takes \d(?:\.\d)?× as long as expected \(staging 60 s, here 2–\d min\)\. (?:1 in \d+ takes|Fewer)/,
    ],
    ['that the file is new', 20, '77', /Forecast: not known: this file has not run in another environment\./],
    [
      'what is known, and no more',
      1,
      '99',
      /Forecast: staging took 60 s\. How production compares is not known yet \(1 of 2 files/,
    ],
  ])('%s', async (_name, pairs, file, words) => {
    const made = await world(pairs, MINUTE);
    const texts: string[] = [];
    const original = made.pages.push.bind(made.pages);
    made.pages.push = (...lines) => {
      queueMicrotask(() => texts.push(made.lastText));
      return original(...lines);
    };
    await said(made, file, 20);
    expect(texts.join('\n')).toMatch(words);
  });
});
