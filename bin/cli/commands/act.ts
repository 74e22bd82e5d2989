import { InvalidArgumentError, Option } from 'commander';
import { MOST_QUIET_MS } from '../../../lambda/domain/model/action.ts';
import { addMonitorCommand, type Program } from '../command.ts';
import type { Wish } from '../monitor/act.ts';
import type { MonitorOptions } from '../monitor/open-monitor.ts';
import { typedSpan } from '../monitor/typed-span.ts';

const KEY_HELP = `\
A key is typed in any form in which a page, a channel or a command shows it, or short: production/orders/7, or the database \
when one incident is open.`;

const EXIT_CODES = `\
It needs the rights of the policy in the stack's output OperatorPolicyArn.

Exit codes: 0 it was done; 1 the incident does not allow it, or ended meanwhile; 2 \
there is no such incident, or the monitor cannot be read; 3 it was published, and not applied within 15 seconds.`;

/** @throws InvalidArgumentError for anything but a version as golang-migrate writes it */
function typedVersion(text: string): string {
  if (!/^\d{1,20}$/.test(text)) throw new InvalidArgumentError('Expected the number of a migration.');
  return text;
}

interface ActOptions extends MonitorOptions {
  readonly for?: number;
  readonly reason?: string;
  readonly byHand?: string;
  readonly version?: string;
}

function addAct(to: Program, name: Wish['do'], description: string, what: string, example: string) {
  const help = `${what} ${KEY_HELP}\n\nExamples:\n${example}\n\n${EXIT_CODES}`;
  return addMonitorCommand(to, { name, description, help });
}

/** Runs the code of the actions, which is imported only then. */
function doing(to: Program, wish: Wish, options: MonitorOptions): Promise<void> {
  return to.run(async () => (await import('../monitor/act.ts')).act(wish, options));
}

export function addAck(to: Program): void {
  addAct(
    to,
    'ack',
    'say that you work on an incident; reminders are quiet meanwhile',
    'Acknowledges an incident: by default for 4 hours in a critical environment, else for 24. It ends an incident that no run can end, such as a leaked credential.',
    '  migrate-watch ack\n  migrate-watch ack production/orders/7 --for 2h',
  )
    .argument('[key]', 'an incident; the only open one when left out')
    .addOption(
      new Option('--for <time>', 'how long: 90m, 4h, at most 24h').argParser(typedSpan(MOST_QUIET_MS.ack)),
    )
    .action((key: string | undefined, options: ActOptions) =>
      doing(to, { do: 'ack', key, forMs: options.for }, options),
    );
}

export function addNote(to: Program): void {
  addAct(
    to,
    'note',
    'add a sentence to an incident',
    'Adds a sentence to an incident, until 30 days after its end.',
    '  migrate-watch note orders "the index is too large, I ask the owner"',
  )
    .argument('<key>', 'an incident')
    .argument('<text>', 'at most 2,000 characters')
    .action((key: string, text: string, options: ActOptions) =>
      doing(to, { do: 'note', key, text }, options),
    );
}

export function addSnooze(to: Program): void {
  addAct(
    to,
    'snooze',
    'send nothing about an incident for some time, unless it gets worse',
    'Sends no updates and no reminders about an incident, unless it gets worse.',
    '  migrate-watch snooze orders --for 2h --reason "waiting for the owner"',
  )
    .argument('<key>', 'an incident')
    .addOption(
      new Option('--for <time>', 'how long: 90m, 2h, at most 7d')
        .argParser(typedSpan(MOST_QUIET_MS.snooze))
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why, for the others')
    .action((key: string, options: ActOptions) =>
      doing(to, { do: 'snooze', key, forMs: options.for, text: options.reason ?? '' }, options),
    );
}

export function addWake(to: Program): void {
  addAct(
    to,
    'wake',
    'end an acknowledgement or a snooze',
    'Ends the acknowledgement or the snooze of an incident.',
    '  migrate-watch wake orders',
  )
    .argument('<key>', 'an incident')
    .action((key: string, options: ActOptions) => doing(to, { do: 'wake', key }, options));
}

export function addResolve(to: Program): void {
  addAct(
    to,
    'resolve',
    'end an incident that you repaired by hand',
    'Ends an incident that you repaired without a run that the monitor sees. A later run that shows otherwise opens the next incident.',
    '  migrate-watch resolve orders --by-hand "dropped the index, forced 42" --version 42',
  )
    .argument('<key>', 'an incident')
    .requiredOption('--by-hand <text>', 'what you did')
    .addOption(
      new Option('--version <version>', 'version that the database is at now').argParser(typedVersion),
    )
    .action((key: string, options: ActOptions) =>
      doing(to, { do: 'resolve', key, text: options.byHand ?? '', version: options.version }, options),
    );
}

export function addResend(to: Program): void {
  addAct(
    to,
    'resend',
    'send the page of an incident again',
    'Sends the page of an open incident again, to the topics that had it.',
    '  migrate-watch resend orders',
  )
    .argument('<key>', 'an incident')
    .action((key: string, options: ActOptions) => doing(to, { do: 'resend', key }, options));
}
