import { randomUUID } from 'node:crypto';
import { incidentItemKey } from '../../../lambda/adapters/aws/table-keys.ts';
import { readBody } from '../../../lambda/adapters/aws/versioned-body.ts';
import { actionFault } from '../../../lambda/domain/incidents/act.ts';
import { endWords } from '../../../lambda/domain/incidents/end-words.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { type Action, type Deed, MOST_QUIET_MS } from '../../../lambda/domain/model/action.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { sameValue } from '../../../lambda/domain/model/same-value.ts';
import { INCIDENT } from '../../../lambda/domain/stored/incident.ts';
import { handlingWords, nextLevelWords } from './acted.ts';
import { actorHere } from './actor.ts';
import { findIncident } from './find-incident.ts';
import { shortKey } from './keys.ts';
import { isCritical, knownPolicy } from './known-policy.ts';
import { clockMoment } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';
import {
  type ActTime,
  EXIT_REFUSED,
  notApplied,
  publisherOf,
  REAL_TIME,
  sentenceFor,
  waitFor,
} from './publish.ts';
import { typedText } from './typed-text.ts';

/** What a person wants to do about an incident. */
export interface Wish {
  readonly do: Deed;
  /** Key in any form; the only incident that is open by default. */
  readonly key?: string | undefined;
  readonly text?: string;
  /** How long, ms. */
  readonly forMs?: number | undefined;
  readonly version?: string | undefined;
}

/** How long an acknowledgement lasts in a critical environment, ms. In others it lasts as long as it may. */
const CRITICAL_ACK_MS = 4 * 60 * 60_000;

/**
 * `migrate-watch ack`, `note`, `snooze`, `wake`, `resolve` and `resend`: publishes the action, and waits until the incident shows it;
 * returns the exit code. What cannot be applied is refused for the same reasons as `page` has, and nothing is published.
 */
export async function act(wish: Wish, options: MonitorOptions, time: ActTime = REAL_TIME): Promise<number> {
  return withMonitor(options, async (deployed) => {
    const { incident } = await findIncident(wish.key, deployed);
    const { target, notifiedTopics, key } = incident;
    const policy = await knownPolicy(deployed, target.environment, notifiedTopics);
    const text = wish.text === undefined ? '' : sentenceFor('the text', wish.text);
    const now = time.clock();
    // Actions count in order of time, and the clock of the person who acted before may be ahead of this one.
    const at = Math.max(now, incident.wokenAt ?? 0, ...(incident.actions ?? []).map((known) => known.at + 1));
    const usual = isCritical(policy, target.environment) ? CRITICAL_ACK_MS : MOST_QUIET_MS.ack;
    const action = actionOf(wish, {
      id: randomUUID(),
      at,
      by: await actorHere(deployed),
      until: at + (wish.forMs ?? usual),
      text,
    });
    const running = action.do === 'resolve' ? await runningIn(deployed, incident) : [];
    const fault = actionFault(action, { incident, running, policy, now });
    if (fault !== undefined) return refused(key, fault);
    await publisherOf(deployed).publish({ type: 'action', incident: key, action });
    const after = await waitFor(async () => {
      const stored = await readAgain(deployed, incident);
      return stored && (shows(stored, action) || stored.ended !== null) ? stored : undefined;
    }, time);
    if (after === undefined)
      return notApplied(
        printable(shortKey(key)),
        `look again with \`migrate-watch show ${typedText(shortKey(key))}\``,
      );
    if (!shows(after, action)) return refused(key, `it ended meanwhile: ${endWords(after)}`);
    say([`${printable(shortKey(key))}: ${doneWords(action, after, now)}`]);
    return 0;
  });
}

function actionOf(
  wish: Wish,
  {
    until,
    text,
    ...acted
  }: Pick<Action, 'id' | 'at' | 'by'> & { readonly until: number; readonly text: string },
): Action {
  switch (wish.do) {
    case 'ack':
      return { ...acted, do: 'ack', until };
    case 'snooze':
      return { ...acted, do: 'snooze', until, text };
    case 'note':
      return { ...acted, do: 'note', text };
    case 'resolve':
      return {
        ...acted,
        do: 'resolve',
        text,
        ...(wish.version === undefined ? {} : { version: wish.version }),
      };
    case 'wake':
    case 'resend':
      return { ...acted, do: wish.do };
    default:
      return wish.do satisfies never;
  }
}

function refused(key: string, why: string): number {
  process.stderr.write(`${printable(`${shortKey(key)}: ${why}`)}\n`);
  return EXIT_REFUSED;
}

async function runningIn({ table }: DeployedMonitor, { target }: Incident): Promise<readonly string[]> {
  const { runs } = await table.open();
  return runs.filter(({ run }) => sameValue(run.target, target)).map(({ run }) => run.id);
}

async function readAgain({ table }: DeployedMonitor, incident: Incident): Promise<Incident | undefined> {
  const [item] = await table.bodies([incidentItemKey(incident)]);
  return item && readBody(INCIDENT, item);
}

function shows({ actions = [] }: Incident, { id }: Action): boolean {
  return actions.some((action) => action.id === id);
}

/** What the action did, from the incident as it is stored after it. */
function doneWords(action: Action, incident: Incident, now: number): string {
  const { ended, handling, escalation } = incident;
  const quiet = escalation === undefined ? 'reminders are' : 'reminders and escalation are';
  const [next] = nextLevelWords(escalation, now);
  const until = clockMoment(handling?.until ?? ('until' in action ? action.until : now), now);
  switch (action.do) {
    case 'ack':
      return ended === null
        ? `acknowledged until ${until}; ${quiet} quiet until then`
        : `acknowledged and over: ${endWords(incident)}`;
    case 'snooze':
      return `snoozed until ${until}; nothing is sent until then, unless it gets worse`;
    case 'note':
      return 'the note is stored with the incident';
    case 'wake':
      return handling === undefined
        ? `nobody has it any more; reminders go on${next === undefined ? '' : `, and next is ${next}`}`
        : `still with ${handlingWords(handling, now).join('')}, who acted at the same time`;
    case 'resolve':
      return ended === null
        ? 'the repair is noted, and the incident is still open, because a run shows otherwise'
        : 'ended by hand; a later run that shows otherwise opens the next incident';
    case 'resend':
      return 'its page is sent again';
    default:
      return action satisfies never;
  }
}
