import { ASSUMED, type Bill, billOf, FIXED, otherText, totalOf } from './bill.ts';
import { type Deployed, deployed, MINUTES } from './deployed.ts';
import { type Month, type Played, playMonth } from './month.ts';
import { type Item, LOOKED_UP, PRICES, type Quantities, REGION } from './prices.ts';
import { BASE, VARIANTS, WHOLE } from './variants.ts';

/** Numbers of runs a month; the table has a column for each. */
const RUNS = [100, 1_000, 10_000] as const;

/** Texts that go into documents between their markers. */
export interface CostTables {
  readonly readme: string;
  readonly costs: string;
  /** What the settings of `WHOLE` cost whatever runs, in their order; US dollars a month. */
  readonly wholeUsd: readonly number[];
  /** What costs more than it may, in words; empty if the limits hold. */
  readonly tooMuch: readonly string[];
}

interface Addition {
  readonly what: string;
  readonly usd: number;
  readonly mostUsd: number | undefined;
}

interface Whole extends Addition {
  readonly found: Deployed;
}

/** Counts, prices, and makes the tables. */
export async function costTables(): Promise<CostTables> {
  const month = await playMonth();
  const base = await deployed(BASE);
  const more: Addition[] = [];
  for (const { what, settings, mostUsd } of VARIANTS) {
    const usd = fixedOf(await deployed(settings), month) - fixedOf(base, month);
    more.push({ what, usd, mostUsd });
  }
  const whole: Whole[] = [];
  for (const { what, settings, mostUsd } of WHOLE) {
    const found = await deployed(settings);
    whole.push({ what, found, usd: fixedOf(found, month), mostUsd });
  }
  return {
    readme: perMonth(base, month).join('\n'),
    wholeUsd: whole.map(({ usd }) => usd),
    tooMuch: [...whole, ...more].flatMap(({ what, usd, mostUsd }) =>
      mostUsd === undefined || usd <= mostUsd ? [] : `${what}: ${dollars(usd)} dollars, at most ${mostUsd}`,
    ),
    costs: [...fixed(whole), '', ...adds(more), '', ...counted(month), '', ...prices()].join('\n'),
  };
}

function fixedOf(what: Deployed, month: Month): number {
  const bill = billOf(what, month, 0);
  return FIXED.reduce((sum, part) => sum + bill[part], 0);
}

function perMonth(base: Deployed, month: Month): string[] {
  const bills = RUNS.map((runs) => billOf(base, month, runs));
  const row = (what: string, of: (bill: Bill) => number) =>
    `| ${what} | ${bills.map((bill) => dollars(of(bill))).join(' | ')} |`;
  const { alarm = 0, anomalyAlarm = 0, compositeAlarm = 0, dashboard = 0 } = base.quantities;
  return [
    `| US dollars a month, ${REGION} | ${RUNS.map((runs) => `${grouped(runs)} runs`).join(' | ')} |`,
    `| --- | ${RUNS.map(() => '--:').join(' | ')} |`,
    row(
      `${alarm + anomalyAlarm} alarms, ${anomalyAlarm} of them on a band, and ${compositeAlarm} composites`,
      ({ alarms }) => alarms,
    ),
    row(dashboard === 1 ? 'a dashboard' : `${dashboard} dashboards`, ({ dashboards }) => dashboards),
    row(`${base.series} series that are sent every minute`, ({ gauges }) => gauges),
    row(`the sweep, ${grouped(base.scheduled.sweep)} times`, ({ sweep }) => sweep),
    row(`the canary, ${grouped(base.scheduled.canary)} times`, ({ canary }) => canary),
    row('a key', ({ key }) => key),
    row('series of the runs, by the hour', ({ runMetrics }) => runMetrics),
    row('requests of the runs: Lambda, DynamoDB, SNS, KMS, logs, traces', ({ runRequests }) => runRequests),
    row('what is kept, in the thirteenth month', ({ storage }) => storage),
    `| **in all** | ${bills.map((bill) => `**${dollars(totalOf(bill))}**`).join(' | ')} |`,
  ];
}

function fixed(whole: readonly Whole[]): string[] {
  return [
    '| settings, whatever runs | alarms | series | dashboards | dollars a month | at most |',
    '| --- | --: | --: | --: | --: | --: |',
    ...whole.map(({ what, found: { quantities, series }, usd, mostUsd }) => {
      const { alarm = 0, anomalyAlarm = 0, compositeAlarm = 0, dashboard = 0 } = quantities;
      const alarms = alarm + anomalyAlarm + compositeAlarm;
      return `| ${what} | ${alarms} | ${series} | ${dashboard} | ${dollars(usd)} | ${mostUsd} |`;
    }),
  ];
}

function adds(more: readonly Addition[]): string[] {
  return [
    '| on top of the README’s month, whatever runs | dollars a month |',
    '| --- | --: |',
    ...more.map(({ what, usd }) => `| ${what} | ${usd < 0 ? '−' : '+'}${dollars(Math.abs(usd))} |`),
    `| a million deliveries of other software's lines from the watched log groups | +${dollars(otherText(1e6))} |`,
  ];
}

const COUNTED: readonly (readonly [string, (played: Played) => number])[] = [
  ['runs', ({ kind }) => kind.logs.length],
  ['Lambda invocations', ({ use }) => use.invocations],
  ['DynamoDB write units', of('writeUnit')],
  ['DynamoDB read units', of('readUnit')],
  ['PutMetricData calls', of('putMetricData')],
  ['series touched', ({ use }) => use.series.size],
  ['SNS messages', of('publish')],
  ['KMS requests, at most', of('keyUse')],
  ['e-mails to one address', of('email')],
  ['bytes of log', of('logIngested')],
  ['bytes kept: facts', ({ stored }) => stored.facts],
  ['bytes kept: runs', ({ stored }) => stored.runs],
  ['bytes kept: incidents', ({ stored }) => stored.incidents],
  ['for each channel with a function: invocations', ({ use }) => use.deliveries],
  ['… write units', ofChannel('writeUnit')],
  ['… read units', ofChannel('readUnit')],
];

function of(item: Item) {
  return ({ use }: Played) => use.quantities[item] ?? 0;
}

function ofChannel(item: Item) {
  return ({ use }: Played) => use.ofChannel[item] ?? 0;
}

function counted({ kinds, sweep, canaries }: Month): string[] {
  const perSweep: Quantities = sweep.quantities;
  return [
    `| counted | ${kinds.map(({ kind }) => kind.name).join(' | ')} |`,
    `| --- | ${kinds.map(() => '--:').join(' | ')} |`,
    `| times in 100 runs | ${kinds.map(({ kind }) => kind.of100).join(' | ')} |`,
    ...COUNTED.map(
      ([what, count]) => `| ${what} | ${kinds.map((played) => grouped(count(played))).join(' | ')} |`,
    ),
    '',
    `One sweep with nothing open: 1 invocation, ${perSweep.readUnit} read units, ${perSweep.putMetricData} PutMetricData call; ` +
      `${grouped(MINUTES)} minutes are a month. Two calls of the canary, with all that they cause: ${canaries.invocations} invocations, ` +
      `${canaries.quantities.writeUnit} write units, ${canaries.quantities.readUnit} read units, ${canaries.quantities.publish} messages.`,
    '',
    `Taken, not counted: ${ASSUMED.memoryGb} GB of memory, ${ASSUMED.sweepSeconds} s for a sweep, ${ASSUMED.otherSeconds} s for any other invocation ` +
      `with the start of its function, ${ASSUMED.otherTextSeconds} s for a delivery of other software's lines, ` +
      `${ASSUMED.pollsPerMinute} requests a minute by which Lambda asks a channel's queue for messages.`,
  ];
}

/** Sources that belong to AWS, or that take their figures from AWS's price list. */
const LISTED: ReadonlySet<string> = new Set(['Infracost', 'AWS']);

function prices(): string[] {
  return [
    `Looked up on ${LOOKED_UP}, for ${REGION}:`,
    '',
    '| price of | US dollars | AWS’s page | read at |',
    '| --- | --: | --- | --- |',
    ...Object.values(PRICES).map(({ what, usd, page, read }) => {
      const name = new URL(page).pathname.split('/')[1];
      const mark = LISTED.has(read.name) ? '' : ' †';
      return `| ${what} | ${usd}${mark} | [${name}](${page}) | [${read.name}, ${read.date}](${read.url}) |`;
    }),
    '',
    '† found at one place that does not say where from, and not confirmed by AWS’s price list.',
  ];
}

function dollars(usd: number): string {
  return usd > 0 && usd < 0.005 ? '< 0.01' : usd.toFixed(2);
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
