import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { GateCheckName } from '../../../lambda/domain/model/gate-override.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import { withoutZeros } from '../../../lambda/domain/model/version.ts';
import { MonitorFault } from './fault.ts';
import { type CheckState, type GateCheck, type OnUnknown, verdictOf } from './gate/check.ts';
import { nameOf } from './gate/database-checks.ts';
import { gateChecks } from './gate/gate-checks.ts';
import { type Allowed, recordOverride } from './gate/override.ts';
import type { Wanted } from './gate/version-checks.ts';
import { filesIn } from './gate/wanted-files.ts';
import { isCritical, knownPolicy } from './known-policy.ts';
import { exactMoment, isoMoment } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';
import { type ActTime, REAL_TIME, sentenceFor } from './publish.ts';
import { typedText } from './typed-text.ts';

export interface GateOptions extends MonitorOptions {
  readonly environment: string;
  /** Default: every database of the environment that the settings name or that a run has shown. */
  readonly database?: readonly string[];
  /** The environment in which each version must have been applied before. Default: `after` of the environment in the settings. */
  readonly after?: string;
  /** Folder of migration files. */
  readonly path?: string;
  readonly version?: string;
  /** How long to wait for an open gate, ms. Default: one look. */
  readonly wait?: number;
  /** Default: `fail` in a critical environment, and where that is not known; else `pass`. */
  readonly onUnknown?: OnUnknown;
  /** Checks that need not be open this time. */
  readonly allow?: readonly GateCheckName[];
  /** Why they need not be. */
  readonly reason?: string;
  readonly json?: boolean;
}

/** Between two looks, ms. */
const LOOK_MS = 5_000;

/**
 * `migrate-watch gate`: may a pipeline migrate these databases now? Returns the exit code: 0 yes, 1 no, 3 it cannot be known.
 *
 * What `allow` lets through is recorded with each database before the gate opens.
 */
export async function gate(typed: GateOptions, time: ActTime = REAL_TIME): Promise<number> {
  return withMonitor(typed, async (monitor) => {
    const options = withAfter(typed, monitor);
    const wanted = wantedBy(options);
    const allowed = allowedBy(options);
    const onUnknown = options.onUnknown ?? (await defaultOnUnknown(monitor, options.environment));
    const cloudWatch = new CloudWatchClient(monitor.place);
    const until = time.clock() + (options.wait ?? 0);
    for (let looks = 1; ; looks++) {
      const now = time.clock();
      const checks = await gateChecks(monitor, cloudWatch, { ...options, wanted }, now);
      const verdict = verdictOf(checks, allowed.checks);
      if (verdict === 'open' || now + LOOK_MS > until) {
        const exitCode = exitCodeOf(verdict, onUnknown);
        if (verdict === 'open')
          for (const target of await recordOverride(monitor, options.environment, checks, allowed, time))
            process.stderr.write(
              `--allow is published and not recorded yet with ${typedText(nameOf(target))}; look at the log of the function page\n`,
            );
        show({ options, checks, allowed: allowed.checks, verdict, onUnknown, exitCode, now });
        return exitCode;
      }
      if (looks === 1)
        process.stderr.write(
          `The gate is ${WORDS[verdict]}; looking again every 5 seconds until ${exactMoment(until)}.\n`,
        );
      await time.pause(LOOK_MS);
    }
  });
}

/** The options with the environment before, if the settings declare one. */
function withAfter(options: GateOptions, { settings }: DeployedMonitor): GateOptions {
  const after =
    options.after ?? settings?.environments.find(({ name }) => name === options.environment)?.after;
  return after == null ? options : { ...options, after };
}

/** @throws {@link MonitorFault} for options that contradict each other */
function wantedBy({ environment, after, path, version }: GateOptions): Wanted {
  if (path !== undefined && version !== undefined)
    throw new MonitorFault('give either --path or --version, not both');
  if (after === environment)
    throw new MonitorFault('--after must name another environment than --environment');
  if (after === undefined && (path ?? version) !== undefined)
    throw new MonitorFault(
      '--path and --version need --after, the environment in which the versions must have been applied; the settings declare none',
    );
  if (path !== undefined) return { files: filesIn(path) };
  return version === undefined ? undefined : { version: withoutZeros(version) };
}

/** @throws {@link MonitorFault} for checks without a reason, or a reason without checks */
function allowedBy({ allow = [], reason }: GateOptions): Allowed {
  if (allow.length > 0 !== (reason !== undefined))
    throw new MonitorFault('--allow and --reason belong together: say which checks, and why');
  return { checks: allow, reason: reason === undefined ? '' : sentenceFor('the reason', reason) };
}

async function defaultOnUnknown(monitor: DeployedMonitor, environment: string): Promise<OnUnknown> {
  return isCritical(await knownPolicy(monitor, environment, []), environment) ? 'fail' : 'pass';
}

function exitCodeOf(verdict: CheckState, onUnknown: OnUnknown): number {
  if (verdict === 'closed') return 1;
  return verdict === 'open' || onUnknown === 'pass' ? 0 : 3;
}

interface Answer {
  readonly options: GateOptions;
  readonly checks: readonly GateCheck[];
  readonly allowed: readonly GateCheckName[];
  readonly verdict: CheckState;
  readonly onUnknown: OnUnknown;
  readonly exitCode: number;
  /** Epoch ms. */
  readonly now: number;
}

const WORDS: Readonly<Record<CheckState, string>> = { open: 'open', closed: 'closed', unknown: 'not known' };
const MARKS: Readonly<Record<CheckState, string>> = { open: '✔', closed: '✗', unknown: '?' };
const ORDER: readonly CheckState[] = ['closed', 'unknown', 'open'];

function show({ options, checks, allowed, verdict, onUnknown, exitCode, now }: Answer): void {
  const { environment, after = null, json } = options;
  const sorted = ORDER.flatMap((state) => checks.filter((each) => each.state === state)).map((each) => ({
    ...each,
    allowed: each.state !== 'open' && allowed.includes(each.check),
  }));
  if (json) {
    const answer = { schema: 1, type: 'gate', environment, after, verdict, onUnknown, exitCode };
    process.stdout.write(`${printableJson({ ...answer, asOf: isoMoment(now), checks: sorted })}\n`);
    return;
  }
  const passes = verdict === 'unknown' && exitCode === 0 ? ', and --on-unknown pass lets it through' : '';
  say(
    [
      `The gate to ${environment} is ${WORDS[verdict]}${passes}.`,
      ...sorted.map(({ state, text, command, allowed: isAllowed }) => {
        if (isAllowed) return `! Allowed: ${text}.`;
        const more = command === null || state === 'open' ? '' : ` More: ${command}`;
        return `${MARKS[state]} ${text}.${more}`;
      }),
      `As of ${exactMoment(now)}. Only golang-migrate's own lock keeps two runs apart.`,
    ].map((line) => printable(line)),
  );
}
