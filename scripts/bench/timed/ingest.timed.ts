/**
 * Runs in a separate process: `node ingest.timed.mjs <contestant> <mixture> <events>`; prints one line of JSON,
 * {@link IngestTimes}.
 */
import { CloudWatchEnvelope } from '@aws-lambda-powertools/parser/envelopes/cloudwatch';
import { z } from 'zod';
import { interleave } from '../measure.ts';
import { type Mixture, type Payload, payload } from '../payloads/payload.ts';
import { floor } from './floor.ts';
import { understand } from './understand.ts';

/** The contestant that is timed against the floor. There is only one, because its garbage would slow others down. */
export type Contestant = keyof typeof CONTESTANTS;

/** Median milliseconds of one payload, and the median of the ratio to the floor of the same round. */
export interface IngestTimes {
  readonly floorMs: number;
  readonly ratio: number;
}

const text = z.string();
const CONTESTANTS = {
  ours: understand,
  powertools: (one: Payload): unknown => CloudWatchEnvelope.parse(one, text),
};

/** Payloads of different text that take turns, so that caches do not fit one input. */
const PAYLOADS = 4;

const [contestant = '', mixture = '', events = ''] = process.argv.slice(2);
const payloads = Array.from({ length: PAYLOADS }, (_, index) =>
  payload(mixture as Mixture, Number(events), index + 1),
);

/** One call works through all payloads, so that both sides get the same bytes in the same order. */
const each = (work: (one: Payload) => unknown) => () => payloads.map(work);

const { ms, ratios } = await interleave([each(floor), each(CONTESTANTS[contestant as Contestant])]);
const times: IngestTimes = { floorMs: (ms[0] ?? 0) / PAYLOADS, ratio: ratios[1] ?? Number.NaN };
console.log(JSON.stringify(times));
