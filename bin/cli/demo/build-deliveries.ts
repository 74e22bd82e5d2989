import type { Target } from '../../../lambda/domain/model/target.ts';
import { buildState } from '../aws-events/build-state.ts';
import { stableUuid } from '../aws-events/stable-id.ts';
import { type CapturedLine, capturedRun } from './captured-run.ts';
import { type Deliveries, EVENT_MS, logDeliveries } from './delivery.ts';
import { logStream } from './log-stream.ts';
import type { BuildScene } from './scene.ts';

/** Milliseconds from the start of a build to its first command, and from its last line to the event of its end. */
const PROVISIONING_MS = 20_000;
const TOLD_MS = 2_500;

/** A build that migrates its databases one after the other. */
export function buildDeliveries(scene: BuildScene, at: number): Deliveries {
  const id = stableUuid(scene.project, at);
  const logGroup = `/aws/codebuild/${scene.project}`;
  const { lines, endedAt, failure } = buildLog(scene, at);
  const status = failure === undefined ? 'SUCCEEDED' : 'FAILED';
  const stream = logStream(logGroup, id, lines);
  const build = { project: scene.project, id, startedAt: at };
  const toldAt = endedAt + TOLD_MS;
  const context = failure && `COMMAND_EXECUTION_ERROR: ${failure}`;
  const phase = { type: 'BUILD', status, startedAt: at, endedAt: toldAt, context };
  return {
    deliveries: [
      { at: at + EVENT_MS, kind: 'state', event: buildState(build, 'IN_PROGRESS', at) },
      ...logDeliveries(stream),
      {
        at: toldAt + EVENT_MS,
        kind: 'state',
        event: buildState(build, status, toldAt, [phase]),
      },
    ],
    streams: [stream],
  };
}

interface BuildLog {
  readonly lines: readonly CapturedLine[];
  readonly endedAt: number;
  /** CodeBuild's words for the command that failed; `undefined` when none did. */
  readonly failure: string | undefined;
}

/** The build's log stream: CodeBuild's own lines between those of the commands it runs, up to one that fails. */
function buildLog({ runs }: BuildScene, at: number): BuildLog {
  const lines: CapturedLine[] = [];
  const say = (moment: number, text: string) =>
    lines.push({ at: moment, text: `[Container] ${slashed(moment)} ${text}` });
  let clock = at + PROVISIONING_MS;
  let failure: string | undefined;
  say(clock, 'Entering phase BUILD');
  for (const { target, ...captured } of runs) {
    const command = commandIn(captured.log, target);
    say(clock + 300, `Running command ${command}`);
    const run = capturedRun(captured, clock + 305);
    lines.push(...run.lines);
    clock = run.endedAt + 40;
    if (run.exitCode === 0) continue;
    failure = `Error while executing command: ${command}. Reason: exit status ${run.exitCode}`;
    say(clock, `Command did not exit successfully ${command} exit status ${run.exitCode}`);
    break;
  }
  clock += 10;
  say(clock, `Phase complete: BUILD State: ${failure === undefined ? 'SUCCEEDED' : 'FAILED'}`);
  return { lines, endedAt: clock, failure };
}

/** The captured command's arguments after the connection, with the build's folder and variable. */
function commandIn(log: string, { database }: Target): string {
  const words = capturedRun({ log }, 0).command.replace(/^.*-database '[^']*' /, '');
  return `migrate -path db/${database} -database "$${database.toUpperCase()}_URL" ${words}`;
}

/** `2026/03/02 08:30:20.300000`: CodeBuild's own lines have microseconds. */
function slashed(at: number): string {
  return `${new Date(at).toISOString().replaceAll('-', '/').replace('T', ' ').replace('Z', '')}000`;
}
