import { printable } from '../../lambda/domain/model/printable.ts';
import { readDocument } from '../../lib/settings/document.ts';
import { formatProblem } from '../../lib/settings/problem.ts';
import { readSettingsDocument } from '../../lib/settings/read-settings.ts';
import { awsFault, deniedAction } from './aws-fault.ts';
import { type Account, openAccount } from './doctor/account.ts';
import type { AccountCheck, CheckContext } from './doctor/account-check.ts';
import { checkAskedChannels } from './doctor/asked-channels.ts';
import { checkDeadLetters } from './doctor/dead-letters.ts';
import { readStack } from './doctor/deployed-stack.ts';
import { checkEncryptionKey } from './doctor/encryption-key.ts';
import { checkEventBuses } from './doctor/event-buses.ts';
import { checkExports } from './doctor/exports.ts';
import { type Finding, placeOf } from './doctor/finding.ts';
import { FIRST_DEPLOY_CHECKS } from './doctor/first-deploy.ts';
import { checkHealth } from './doctor/health.ts';
import { checkLogGroups } from './doctor/log-groups.ts';
import { checkOtherMonitors } from './doctor/other-monitors.ts';
import { printFindings } from './doctor/print.ts';
import { checkRemovedChannels } from './doctor/removed-channels.ts';
import { checkRemovedNames } from './doctor/removed-names.ts';
import { checkRoutesProven } from './doctor/routes-proven.ts';
import { checkSecrets } from './doctor/secrets.ts';
import { checkStackStatus } from './doctor/stack-status.ts';
import { checkSubscriptions } from './doctor/subscriptions.ts';
import { readSettingsFile } from './settings-file.ts';

export interface DoctorOptions {
  readonly settings: string;
  /** Default: the `name` of the settings. */
  readonly stack?: string;
  readonly json?: boolean;
  /** Walks the checklist of a first deploy. By default only while the stack is younger than a week. */
  readonly firstDeploy?: boolean;
}

/** In the order in which their findings are printed. */
const CHECKS: Readonly<Record<string, AccountCheck>> = {
  'the status of the stack': checkStackStatus,
  'other monitors': checkOtherMonitors,
  'the log groups': checkLogGroups,
  'the exports': checkExports,
  'the secrets': checkSecrets,
  'the event buses': checkEventBuses,
  'what people do in PagerDuty': checkAskedChannels,
  'the key': checkEncryptionKey,
  'the subscriptions': checkSubscriptions,
  'the proofs of the routes': checkRoutesProven,
  'the dead-letter queues': checkDeadLetters,
  'channels that the settings no longer have': checkRemovedChannels,
  'names that the settings no longer have': checkRemovedNames,
  'the alarms about the monitor': checkHealth,
  ...FIRST_DEPLOY_CHECKS,
};

/** Exit code when no problem was found, but something could not be asked. */
const EXIT_UNKNOWN = 3;

/**
 * `migrate-watch doctor`: compares a settings file with an account, before and after a deploy; returns the exit code.
 *
 * It only reads, in AWS and, with the channels' own keys, in PagerDuty. Exit code 0: no problem, 1: problems, 2: nothing could be checked, 3: no problem, but AWS did not
 * answer every question.
 */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { settings: file, json = false } = options;
  // Users cannot act on the AWS SDK's notice about Node 20.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const text = readSettingsFile(file);
  if (text === undefined) return 2;
  const document = readDocument(text, file);
  const { settings, problems, warnings } = readSettingsDocument(document);
  if (settings === undefined) {
    process.stderr.write(`${[...problems.map(formatProblem), 'Nothing in AWS was checked.'].join('\n')}\n`);
    return 2;
  }
  const opened = await open(options.stack ?? settings.name);
  if (typeof opened === 'string') {
    process.stderr.write(`${opened}\n`);
    return 2;
  }
  const context = {
    settings,
    document,
    ...opened,
    now: Date.now(),
    firstDeploy: options.firstDeploy ?? false,
  };
  const findings = [
    ...warnings.map((one): Finding => ({ kind: 'warning', place: placeOf(one), message: one.message })),
    ...(await checkAll(context)),
  ];
  printFindings(findings, {
    file,
    account: opened.account,
    stack: opened.stack?.name ?? settings.name,
    json,
  });
  if (findings.some(({ kind }) => kind === 'problem')) return 1;
  return findings.some(({ kind }) => kind === 'unknown') ? EXIT_UNKNOWN : 0;
}

/** The account and the stack; a sentence when AWS cannot be asked at all. */
async function open(name: string): Promise<Pick<CheckContext, 'account' | 'stack'> | string> {
  try {
    const account: Account = await openAccount();
    return { account, stack: await readStack(account.cloudFormation, name) };
  } catch (error) {
    const fault = awsFault(error);
    if (fault === undefined) throw error;
    return fault;
  }
}

async function checkAll(context: CheckContext): Promise<readonly Finding[]> {
  const findings = Object.entries(CHECKS).map(([what, check]) => answers(what, check, context));
  return (await Promise.all(findings)).flat();
}

/** A question that AWS refuses to answer is a finding itself, and the others are asked. */
async function answers(
  what: string,
  check: AccountCheck,
  context: CheckContext,
): Promise<readonly Finding[]> {
  try {
    return await check(context);
  } catch (error) {
    const fault = awsFault(error);
    if (fault === undefined) throw error;
    const action = deniedAction(error);
    const message = `${what} could not be checked: ${fault}`;
    return [
      { kind: 'unknown', message, ...(action && { fix: `allow ${printable(action)} to these credentials` }) },
    ];
  }
}
