import type { BenchOptions, Group } from '../group.ts';
import type { Mixture } from '../payloads/payload.ts';
import { type Measure, measured, type Row } from '../row.ts';
import type { Contestant, IngestTimes } from '../timed/ingest.timed.ts';
import { runTimed } from '../timed-process.ts';

type Case = readonly [mixture: Mixture, events: number];

const ratio = (name: string, bar: number | null): Measure => ({ name, unit: '×', bar, timed: true });

/** Rows whose value is the worst ratio to the floor among their cases. `theirs` is the same work done by Powertools' parser. */
const ROWS: readonly { ours: Measure; theirs: Measure; cases: readonly Case[] }[] = [
  {
    ours: ratio('ingest-foreign', 0.6),
    theirs: ratio('powertools-foreign', null),
    cases: [
      ['without', 1000],
      ['without', 10_000],
    ],
  },
  {
    ours: ratio('ingest-mixed', 0.85),
    theirs: ratio('powertools-mixed', null),
    cases: [
      ['mixed', 1000],
      ['mixed', 10_000],
    ],
  },
  {
    ours: ratio('ingest-dense', 2.5),
    theirs: ratio('powertools-dense', null),
    cases: [
      ['dense', 1000],
      ['dense', 10_000],
    ],
  },
  {
    ours: ratio('ingest-failing', 3.3),
    theirs: ratio('powertools-failing', null),
    cases: [
      ['failing', 1000],
      ['failing', 10_000],
    ],
  },
  {
    ours: ratio('ingest-small', 1.7),
    theirs: ratio('powertools-small', null),
    cases: [
      ['mixed', 10],
      ['dense', 10],
    ],
  },
];
const SCALING: Measure = ratio('scaling', 1.3);

/** Time to decode, recognise, redact and fold one subscription event, divided by the time to decode it. */
export const INGEST: Group = {
  names: [...ROWS.flatMap(({ ours, theirs }) => [ours.name, theirs.name]), SCALING.name],
  run(wanted, options) {
    const times = timesOnce(options);
    const rows = ROWS.flatMap(({ ours, theirs, cases }) => [
      ...(wanted.has(ours.name) ? [worst(ours, 'ours', cases, times)] : []),
      ...(wanted.has(theirs.name) ? [worst(theirs, 'powertools', cases, times)] : []),
    ]);
    return wanted.has(SCALING.name) ? [...rows, scaling(times)] : rows;
  },
};

type Times = (contestant: Contestant, one: Case) => IngestTimes;

/** Each case is measured once, however many rows need it. */
function timesOnce({ profile }: BenchOptions): Times {
  const known = new Map<string, IngestTimes>();
  return (contestant, [mixture, events]) => {
    const args = [contestant, mixture, String(events)];
    const key = args.join(' ');
    const times = known.get(key) ?? runTimed<IngestTimes>('ingest', args, profile);
    known.set(key, times);
    return times;
  };
}

function worst(measure: Measure, contestant: Contestant, cases: readonly Case[], times: Times): Row {
  const parts = cases.map((one) => ({ one, ...times(contestant, one) }));
  const note = parts
    .map(
      ({ one: [mixture, events], ratio: value, floorMs }) =>
        `${mixture} ${events}: ${value.toFixed(2)} × ${floorMs.toFixed(3)} ms`,
    )
    .join('; ');
  return measured(measure, Math.max(...parts.map(({ ratio: value }) => value)), note);
}

/**
 * Time per line over its floor at 10,000 events ÷ the same at 1,000: rises only if some work grows faster than the
 * batch.
 */
function scaling(times: Times): Row {
  const parts = (['mixed', 'dense'] as const).map((mixture) => ({
    mixture,
    value: times('ours', [mixture, 10_000]).ratio / times('ours', [mixture, 1000]).ratio,
  }));
  const note = parts.map(({ mixture, value }) => `${mixture}: ${value.toFixed(2)}`).join('; ');
  return measured(SCALING, Math.max(...parts.map(({ value }) => value)), note);
}
