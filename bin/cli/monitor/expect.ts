import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expectedKey } from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import { DEPLOY_EVENT } from '../../../lambda/contract/deploy-event.ts';
import { statusOf } from '../../../lambda/domain/incidents/database-status.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { sameValue } from '../../../lambda/domain/model/same-value.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { ARMED, type ExpectedRun } from '../../../lambda/domain/runs/expected-run.ts';
import { EXPECTED_RUN } from '../../../lambda/domain/stored/expected-run.ts';
import { MonitorFault } from './fault.ts';
import { clockMoment } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';
import { type ActTime, notApplied, REAL_TIME, waitFor } from './publish.ts';
import { typedText } from './typed-text.ts';

export interface ExpectOptions extends MonitorOptions {
  readonly environment: string;
  readonly database: string;
  /** How long to wait for the run, ms. */
  readonly within: number;
  readonly version?: string;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** `migrate-watch expect`: sends a deploy's event, and waits until it is stored; returns the exit code. */
export async function expectRun(options: ExpectOptions, time: ActTime = REAL_TIME): Promise<number> {
  return withMonitor(options, async (monitor) => {
    const { environment, database, within, version } = options;
    const target = { environment, database };
    await requireKnown(target, monitor);
    const before = await expectedNow(target, monitor);
    const now = time.clock();
    // EventBridge keeps whole seconds. Two commands in one second replace each other all the same.
    const since = Math.max(Math.floor(now / SECOND_MS) * SECOND_MS, (before?.since ?? 0) + SECOND_MS);
    await sendEvent(monitor, since, {
      monitor: monitor.monitor.name,
      ...target,
      withinMinutes: within / MINUTE_MS,
      ...(version !== undefined && { version }),
    });
    const stored = await waitFor(async () => {
      const expected = await expectedNow(target, monitor);
      return expected !== undefined && expected.since >= since ? expected : undefined;
    }, time);
    const shown = printable(`${environment}/${database}`);
    if (stored === undefined)
      return notApplied(shown, 'look at the log of the function lifecycle, and type it again');
    const replaced =
      before !== undefined && before.dueAt > now
        ? `; this replaces ${whatOf(before)} that was expected until ${clockMoment(before.dueAt, now)}`
        : '';
    say([`${shown}: ${whatOf(stored)} is expected until ${clockMoment(stored.dueAt, now)}${replaced}`]);
    return 0;
  });
}

/** @throws {@link MonitorFault} for a database that nothing is known about: a typing error would be paged as a missing run */
async function requireKnown(target: Target, { table, settings, stack }: DeployedMonitor): Promise<void> {
  const { databases } = statusOf((await table.states()).states, await table.open(), settings);
  if (databases.some((each) => sameValue(each.target, target))) return;
  const names = databases.map((each) => printable(`${each.target.environment}/${each.target.database}`));
  throw new MonitorFault(
    `nothing is known about ${typedText(`${target.environment}/${target.database}`)} in stack ${stack}; databases: ${names.join(', ') || 'none yet'}`,
  );
}

/** What the last deploy of the database expects; also if that is over. */
async function expectedNow(target: Target, { table }: DeployedMonitor): Promise<ExpectedRun | undefined> {
  const [item] = await table.bodies([expectedKey({ name: ARMED, target, dueAt: 0 })]);
  return item && readBody(EXPECTED_RUN, item);
}

async function sendEvent({ place }: DeployedMonitor, at: number, detail: object): Promise<void> {
  const { Entries = [] } = await new EventBridgeClient(place).send(
    new PutEventsCommand({
      Entries: [
        {
          Source: DEPLOY_EVENT.source,
          DetailType: DEPLOY_EVENT.detailType,
          Time: new Date(at),
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  // The request succeeds although EventBridge refused an entry.
  const [refused] = Entries.filter(({ ErrorCode }) => ErrorCode !== undefined);
  if (refused)
    throw new MonitorFault(
      `EventBridge refused the event: ${refused.ErrorCode} ${refused.ErrorMessage ?? ''}`,
    );
}

function whatOf({ version }: ExpectedRun): string {
  return version === undefined ? 'a run' : `a run that reaches version ${version}`;
}
