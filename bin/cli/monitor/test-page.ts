import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import type { PeopleTopic } from '../../../lambda/contract/people-topics.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { readDocument } from '../../../lib/settings/document.ts';
import { formatProblem } from '../../../lib/settings/problem.ts';
import { readSettingsDocument } from '../../../lib/settings/read-settings.ts';
import type { Settings } from '../../../lib/settings/settings.ts';
import { readSettingsFile } from '../settings-file.ts';
import { actorHere } from './actor.ts';
import { MonitorFault } from './fault.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { type ActTime, publisherOf, REAL_TIME } from './publish.ts';
import { keepWords } from './test-page/keep-words.ts';
import { recipientsOf } from './test-page/recipients.ts';
import { sendTest } from './test-page/send-test.ts';

export interface TestPageOptions extends MonitorOptions {
  readonly settings: string;
  /** Default: the first route of the channel, else critical. */
  readonly severity?: PeopleTopic;
  readonly channel?: string;
  /** How long to wait for answers at most, ms. */
  readonly waitMs: number;
  /** Did the last test page come? If it is given, nothing is sent. */
  readonly came?: boolean;
}

/**
 * `migrate-watch test-page`: sends a test page to the real receivers, prints what they answered, and keeps what a person says about
 * it; returns the exit code.
 *
 * Exit code 0: every receiver took it, and nobody said that it did not come; 1: one did not; 2: nothing was sent.
 */
export async function testPage(options: TestPageOptions, time: ActTime = REAL_TIME): Promise<number> {
  const settings = settingsIn(options.settings);
  if (settings === undefined) return 2;
  // The receivers are those of the settings, so the monitor is theirs too.
  const { stack = settings.name, came } = options;
  return withMonitor({ ...options, stack }, async (monitor) => {
    const recipients = recipientsOf(settings, options);
    if (came === undefined && recipients.topic === 'health' && recipients.only !== null)
      throw new MonitorFault(
        'an alarm reaches every receiver of health; use --severity health without --channel',
      );
    const { place } = monitor;
    const { arn, name } = await actorHere(monitor);
    const context = {
      ...recipients,
      monitor,
      sns: new SNSClient(place),
      events: publisherOf(monitor),
      cloudWatch: new CloudWatchClient(place),
      by: arn ?? `user ${name}`,
      time,
    };
    return came === undefined ? sendTest(context, options.waitMs) : keepWords(came, context);
  });
}

function settingsIn(file: string): Settings | undefined {
  const text = readSettingsFile(file);
  if (text === undefined) return undefined;
  const { settings, problems } = readSettingsDocument(readDocument(text, file));
  if (settings === undefined)
    process.stderr.write(
      `${[...problems.map(formatProblem), 'Nothing was sent.'].map(printable).join('\n')}\n`,
    );
  return settings;
}
