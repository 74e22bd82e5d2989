import { consoleOf } from '../../contract/console.ts';
import type { PagePolicy } from '../incidents/page-policy.ts';
import { accountOf } from '../model/account-name.ts';
import type { PageLink } from '../model/page-message.ts';
import type { Run } from '../model/run.ts';

const ARN = /^arn:[^:]+:([^:]+):([^:]+):([^:]*):(.+)$/;

const REGION = /^[a-z0-9-]{1,32}$/;

/** The links of a page: the runbook's heading, then the links of the run, then the dashboard if its address is known. */
export function pageLinks(
  { runbookUrl, dashboardUrl, region }: Pick<PagePolicy, 'runbookUrl' | 'dashboardUrl' | 'region'>,
  heading: string,
  run: Run | null,
): readonly PageLink[] {
  return [
    { label: 'Runbook', url: `${runbookUrl}#${heading}` },
    ...(run === null ? [] : runLinks(run, region)),
    ...(dashboardUrl === undefined ? [] : [{ label: 'Dashboard', url: dashboardUrl }]),
  ];
}

/** Links to the log, and to the task or build, if the run names them. `region` is used when neither the task nor the build names one. */
export function runLinks(run: Run, region?: string): readonly PageLink[] {
  const [, service, , account, path] = ARN.exec(run.resource ?? '') ?? [];
  const own = regionOf(run, region);
  // The region becomes part of the host name, so it must not contain anything else.
  if (own === undefined || !REGION.test(own)) return [];
  const console = consoleOf(own);
  return [
    ...logLink('Log', console, own, run, run.startedAt),
    ...logLink('Earlier', console, own, run, blockedAt(run)),
    ...(path === undefined ? [] : resourceLink(console, service, own, account, path)),
  ];
}

/** Region of a run's logs: that of its task or build, else `otherwise`. */
export function regionOf({ resource }: Run, otherwise: string | undefined): string | undefined {
  return ARN.exec(resource ?? '')?.[2] || otherwise;
}

/**
 * When the run that made the database dirty began, epoch ms; its id ends with that time. `undefined` if it is of another origin,
 * and so of another log stream.
 */
function blockedAt({ origin, blockedBy }: Run): number | undefined {
  const [, began] = /^-([0-9a-z]{6,11})$/.exec(blockedBy?.slice(origin.length) ?? '') ?? [];
  return began === undefined ? undefined : Number.parseInt(began, 36);
}

/** A link to the log stream from a minute before `at` on. `at` is `null`: to the whole stream; `undefined`: no link. */
function logLink(
  label: string,
  console: string,
  region: string,
  { logGroup, logStream }: Run,
  at: number | null | undefined,
): PageLink[] {
  if (logGroup === null || logStream === null || at === undefined) return [];
  // The console shows the account that the reader is signed in to, which may have a log group of the same name.
  if (accountOf(logGroup) !== undefined) return [];
  const from = at === null ? '' : `$3Fstart$3D${at - 60_000}`;
  const stream = `log-group/${twice(logGroup)}/log-events/${twice(logStream)}${from}`;
  return [{ label, url: `${console}/cloudwatch/home?region=${region}#logsV2:log-groups/${stream}` }];
}

/** Encodes text as the console does in a fragment: percent-encoded, then `%` written as `$25`. */
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
    return [
      {
        label: 'Task',
        url: `${console}/ecs/v2/clusters/${encodeURIComponent(cluster)}/tasks/${encodeURIComponent(task)}?region=${region}`,
      },
    ];
  }
  const [, build, project] = /^build\/(([^:]+):.+)$/.exec(path) ?? [];
  if (service === 'codebuild' && build && project) {
    const url = `${console}/codesuite/codebuild/${encodeURIComponent(account ?? '')}/projects/${encodeURIComponent(project)}/build/${encodeURIComponent(build)}/?region=${region}`;
    return [{ label: 'Build', url }];
  }
  return [];
}
