import colours from 'picocolors';
import { printable } from '../../../lambda/domain/model/printable.ts';
import type { Alert } from '../../../lambda/domain/model/run.ts';
import type { RunLine } from '../../../lambda/domain/runs/record/run-line.ts';
import { shortMoment } from '../report/moments.ts';
import type { Observer } from './cloud.ts';

/** Standard output: a terminal or a plain stream. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Shows progress while the week goes by. */
export interface Progress extends Observer {
  /** From 0 to 1. */
  share(share: number): void;
  /** Clears the terminal's line. */
  done(): void;
}

const BAR = 24;

/** On a terminal one line that is overwritten; elsewhere one plain line for each run that ended and each page. */
export function progressOn(output: Output): Progress {
  return output.isTTY ? liveProgress(output) : plainProgress(output);
}

function plainProgress(output: Output): Progress {
  return {
    transition(line, at) {
      if (line.transition !== 'started') output.write(`${shortMoment(at)}  ${words(line)}\n`);
    },
    page: (page) =>
      void output.write(`${shortMoment(page.at)}  page to ${page.severity}: ${printable(page.title)}\n`),
    share: () => {},
    done: () => {},
  };
}

function liveProgress(output: Output): Progress {
  let reached = 0;
  let pages = 0;
  let last = '';
  const draw = () => {
    const full = Math.round(reached * BAR);
    const bar = `${'━'.repeat(full)}${colours.dim('━'.repeat(BAR - full))}`;
    const told = `${pages} ${pages === 1 ? 'page' : 'pages'}`;
    const room = Math.max(0, (output.columns ?? 80) - BAR - told.length - 6);
    output.write(`\r\u001b[K${bar}  ${told}  ${colours.dim(last.slice(0, room))}`);
  };
  return {
    transition(line, at) {
      last = `${shortMoment(at)}  ${words(line)}`;
      draw();
    },
    page() {
      pages++;
      draw();
    },
    share(share) {
      reached = share;
      draw();
    },
    done: () => void output.write('\r\u001b[K'),
  };
}

const ALERT: Readonly<Record<Alert, string>> = {
  'silent-warning': 'still running, prints nothing (warning)',
  'silent-critical': 'still running, prints nothing (critical)',
  'long-running-warning': 'still running, takes long (warning)',
  'long-running-critical': 'still running, takes long (critical)',
  'unusual-warning': 'still running, takes longer than expected (warning)',
  'unusual-critical': 'still running, takes longer than expected (critical)',
};

function words({ environment, database, transition, outcome, alerts }: RunLine): string {
  const what = (transition === 'alerted' && ALERT[alerts.at(-1) as Alert]) || outcome;
  return printable(`${environment}/${database}: ${what}`);
}
