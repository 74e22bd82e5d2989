import { randomUUID } from 'node:crypto';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { actorHere, osUser } from '../monitor/actor.ts';
import { faultOf } from '../monitor/fault.ts';
import type { MonitorOptions } from '../monitor/open-monitor.ts';
import type { ActTime } from '../monitor/publish.ts';
import { typedText } from '../monitor/typed-text.ts';
import { wordOf } from '../shell-word.ts';
import { ByHandLog } from './by-hand-log.ts';
import { type Connection, connect, openIncidents } from './connect.ts';
import { keep } from './kept-file.ts';
import type { Sender } from './sender.ts';
import { toldByMonitor } from './told-by-monitor.ts';

/** After the command has ended, AWS is waited for so long, ms. */
const PATIENCE_MS = 20_000;
const MOST_NAME = 64;

interface Wanted {
  readonly target: Target;
  readonly options: MonitorOptions;
  readonly time: ActTime;
}

/** The way of a run to the monitor. It begins beside the command, which waits for nothing. */
export class Delivery {
  readonly #sender: Sender;
  readonly #wanted: Wanted;
  readonly #begun: Promise<void>;
  #connection: Connection | undefined;
  #log: ByHandLog | undefined;
  #logStreamName: string;
  #openBefore: readonly Incident[] = [];

  constructor(sender: Sender, wanted: Wanted) {
    this.#sender = sender;
    this.#wanted = wanted;
    this.#logStreamName = this.#streamOf(osUser());
    this.#begun = this.#begin().catch((error: unknown) => sender.failed(error));
  }

  /** Sends the rest, and says on standard error what the monitor made of `run`, or where the lines are kept. */
  async finish(run: Run | undefined): Promise<void> {
    const { stop, cancel } = patience();
    try {
      await Promise.race([this.#begun, stop]);
      const { unsent, error } = await this.#sender.finish(stop);
      if (unsent.length > 0) this.#keep(unsent, error);
      else if (run !== undefined) await Promise.race([this.#told(run), stop]);
    } finally {
      cancel();
    }
  }

  async #begin(): Promise<void> {
    const { target, options } = this.#wanted;
    const connection = await connect(options);
    this.#connection = connection;
    const [{ name }, open] = await Promise.all([
      actorHere(connection.deployed),
      openIncidents(connection.deployed, target),
    ]);
    this.#openBefore = open;
    this.#logStreamName = this.#streamOf(name);
    const { client, logGroupName } = connection;
    this.#log = new ByHandLog(client, { logGroupName, logStreamName: this.#logStreamName });
    this.#sender.connected(this.#log);
  }

  /** Two runs at once have two log streams, also if one person runs them. */
  #streamOf(who: string): string {
    const { target, time } = this.#wanted;
    const when = new Date(time.clock()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const name = who.replaceAll(/[^A-Za-z0-9._@-]/g, '_').slice(0, MOST_NAME) || 'somebody';
    return `${target.environment}/${target.database}/${name}-${when}-${randomUUID().slice(0, 8)}`;
  }

  async #told(run: Run): Promise<void> {
    const { target, time } = this.#wanted;
    const place = { logGroupName: this.#connection!.logGroupName, logStreamName: this.#logStreamName };
    const sent = { place, target, run, openBefore: this.#openBefore };
    say(await this.#unlessRefused(toldByMonitor(this.#connection!, sent, time)));
  }

  /** Who may send may not be allowed to read. */
  async #unlessRefused(lines: Promise<readonly string[]>): Promise<readonly string[]> {
    try {
      return await lines;
    } catch (error) {
      return [`Sent to the monitor. What it made of it cannot be read: ${this.#words(error)}`];
    }
  }

  #keep(events: Parameters<typeof keep>[0]['events'], error: unknown): void {
    const { options } = this.#wanted;
    const isBegun = this.#log?.isBegun === true;
    const part = isBegun ? 'A part of the run was' : 'The run was';
    try {
      const path = keep({ logStreamName: this.#logStreamName, isBegun, events });
      const found = (['stack', 'profile', 'region'] as const).flatMap((option) =>
        options[option] === undefined ? [] : [`--${option}`, options[option]],
      );
      const command = ['migrate-watch', 'tee', '--send', path, ...found].map(wordOf).join(' ');
      say([
        `${part} not sent to the monitor: ${this.#words(error)}.`,
        'It is kept, masked. Send it later:',
        command,
      ]);
    } catch (cause) {
      const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
      say([`${part} not sent to the monitor: ${this.#words(error)}; and no file could be written: ${why}.`]);
    }
  }

  #words(error: unknown): string {
    const fault = faultOf(error, this.#connection?.deployed.stack);
    return fault?.message ?? typedText(error instanceof Error ? error.message : String(error));
  }
}

function say(lines: readonly string[]): void {
  process.stderr.write(`\n${lines.join('\n')}\n`);
}

/** `stop` is resolved when AWS has taken too long, or when somebody does not want to wait. */
function patience(): { readonly stop: Promise<void>; readonly cancel: () => void } {
  let end = () => {};
  const stop = new Promise<void>((resolve) => (end = resolve));
  const timer = setTimeout(end, PATIENCE_MS);
  process.once('SIGINT', end);
  const cancel = () => {
    clearTimeout(timer);
    process.off('SIGINT', end);
  };
  return { stop, cancel };
}
