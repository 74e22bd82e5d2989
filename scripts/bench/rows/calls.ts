import { decodeLogBatch } from '../../../lambda/adapters/input/decode-log-batch.ts';
import { decodeStateEvent } from '../../../lambda/adapters/input/decode-state-event.ts';
import { ingest } from '../../../lambda/pipeline/ingest.ts';
import { lifecycle } from '../../../lambda/pipeline/lifecycle.ts';
import { type Counts, countedPorts } from '../counted-ports.ts';
import type { Group } from '../group.ts';
import { cleanRun, type Delivery } from '../payloads/clean-run.ts';
import { payload } from '../payloads/payload.ts';
import { type Measure, measured } from '../row.ts';

const WRITES: Measure = { name: 'writes', unit: 'over 2 b', bar: 6, timed: false };
const CALLS: Measure = { name: 'calls', unit: 'PutMetricData per invocation', bar: 1, timed: false };
const IDLE_CALLS: Measure = {
  name: 'calls-without-migrate',
  unit: 'calls of any kind',
  bar: 0,
  timed: false,
};
/** The numbers of batches into which the clean run is split. */
const BATCHES = [1, 2, 3, 5, 10, 20];

/** Counts requests to the store and to CloudWatch, because the bill grows with them. */
export const COUNTED_CALLS: Group = {
  names: [WRITES.name, CALLS.name, IDLE_CALLS.name],
  async run() {
    const runs = await Promise.all(
      BATCHES.map(async (batches) => ({ batches, counts: await deliver(cleanRun(batches)) })),
    );
    const over = runs.map(({ batches, counts }) => (counts.at(-1)?.writes ?? 0) - 2 * batches);
    const perInvocation = runs.flatMap(({ counts }) =>
      differences(counts.map(({ metricCalls }) => metricCalls)),
    );
    const idle = await deliver([{ kind: 'logs', event: payload('without', 1000, 1), at: 0 }]);
    return [
      measured(
        WRITES,
        Math.max(...over),
        runs.map(({ batches, counts }) => `b = ${batches}: ${counts.at(-1)?.writes}`).join('; '),
      ),
      measured(CALLS, Math.max(...perInvocation), `${perInvocation.length} invocations of clean runs`),
      measured(IDLE_CALLS, idle.at(-1)?.calls ?? Number.NaN, '1,000 log events of other software'),
    ];
  },
};

/** Counts after each invocation, by the steps that the handlers call. */
async function deliver(deliveries: readonly Delivery[]): Promise<Counts[]> {
  let now = 0;
  const { ports, counts } = countedPorts(() => now);
  const after: Counts[] = [];
  for (const delivery of deliveries) {
    now = delivery.at;
    if (delivery.kind === 'state') {
      await lifecycle(decodeStateEvent(delivery.event), ports);
    } else {
      const decoded = decodeLogBatch(delivery.event);
      if (decoded.kind === 'batch') await ingest(decoded.batch, ports, decoded);
    }
    after.push({ ...counts });
  }
  return after;
}

function differences(values: readonly number[]): number[] {
  return values.map((value, index) => value - (values[index - 1] ?? 0));
}
