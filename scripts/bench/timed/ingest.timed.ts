/** Timed in a process of its own: `node ingest.timed.mjs <mixture> <events>`; prints one line of JSON, {@link IngestTimes}. */
import { CloudWatchEnvelope } from '@aws-lambda-powertools/parser/envelopes/cloudwatch';
import { z } from 'zod';
import { interleave } from '../measure.ts';
import { type Mixture, type Payload, payload } from '../payloads/payload.ts';
import { floor } from './floor.ts';
import { understand } from './understand.ts';

/** Median milliseconds of one payload, and medians of the ratio to the floor of the same round. */
export interface IngestTimes {
  readonly floorMs: number;
  readonly oursMs: number;
  readonly ours: number;
  readonly powertools: number;
  /** Bytes of the payload's base64 text. */
  readonly bytes: number;
}

/** Payloads of different text, taken in turn, so that no measurement knows its input by heart. */
const PAYLOADS = 4;
const text = z.string();

const [mixture = '', events = ''] = process.argv.slice(2);
const payloads = Array.from({ length: PAYLOADS }, (_, index) =>
  payload(mixture as Mixture, Number(events), index + 1),
);

/** One call works through all payloads, so that each contestant gets the same bytes in the same order. */
const each = (work: (one: Payload) => unknown) => () => payloads.map(work);

const { ms, ratios } = interleave([
  each(floor),
  each(understand),
  each((one) => CloudWatchEnvelope.parse(one, text)),
]);
const times: IngestTimes = {
  floorMs: (ms[0] ?? 0) / PAYLOADS,
  oursMs: (ms[1] ?? 0) / PAYLOADS,
  ours: ratios[1] ?? Number.NaN,
  powertools: ratios[2] ?? Number.NaN,
  bytes: payloads[0]?.awslogs.data.length ?? 0,
};
console.log(JSON.stringify(times));
