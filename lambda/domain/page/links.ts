import type { Run } from '../run.ts';
import type { PageLink } from './message.ts';

const ARN = /^arn:[^:]+:([^:]+):([^:]+):([^:]*):(.+)$/;

/** Where to read on: the runbook's heading first, then the log and the task or build, as far as the run tells. */
export function pageLinks(runbookUrl: string, heading: string, run: Run | null): readonly PageLink[] {
  const runbook = { label: 'Runbook', url: `${runbookUrl}#${heading}` };
  const [, service, region, account, path] = ARN.exec(run?.resource ?? '') ?? [];
  if (run === null || !region || !path) return [runbook];
  const console = `https://${region}.console.aws.amazon.com`;
  return [
    runbook,
    ...logLink(console, region, run),
    ...resourceLink(console, service, region, account, path),
  ];
}

function logLink(console: string, region: string, run: Run): PageLink[] {
  if (run.logGroup === null || run.logStream === null) return [];
  const from = run.startedAt === null ? '' : `$3Fstart$3D${run.startedAt - 60_000}`;
  const stream = `log-group/${twice(run.logGroup)}/log-events/${twice(run.logStream)}${from}`;
  return [{ label: 'Log', url: `${console}/cloudwatch/home?region=${region}#logsV2:log-groups/${stream}` }];
}

/** The console's own encoding inside a fragment: percent-encoded, then `%` written as `$25`. */
function twice(text: string): string {
  return encodeURIComponent(text).replaceAll('%', '$25');
}

function resourceLink(
  console: string,
  service: string | undefined,
  region: string,
  account: string | undefined,
  path: string,
): PageLink[] {
  const [, cluster, task] = /^task\/(?:([^/]+)\/)?([^/]+)$/.exec(path) ?? [];
  if (service === 'ecs' && cluster && task) {
    return [{ label: 'Task', url: `${console}/ecs/v2/clusters/${cluster}/tasks/${task}?region=${region}` }];
  }
  const [, build, project] = /^build\/(([^:]+):.+)$/.exec(path) ?? [];
  if (service === 'codebuild' && build && project) {
    const url = `${console}/codesuite/codebuild/${account}/projects/${project}/build/${encodeURIComponent(build)}/?region=${region}`;
    return [{ label: 'Build', url }];
  }
  return [];
}
