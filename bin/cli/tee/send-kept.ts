import { renameSync } from 'node:fs';
import { type MonitorOptions, withMonitor } from '../monitor/open-monitor.ts';
import { say } from '../monitor/output.ts';
import { typedText } from '../monitor/typed-text.ts';
import { ByHandLog } from './by-hand-log.ts';
import { connectTo } from './connect.ts';
import { readKept } from './kept-file.ts';

/**
 * `migrate-watch tee --send FILE`: sends a run that was kept, and gives the file another name so that it is not sent twice; returns the
 * exit code.
 */
export async function sendKept(path: string, options: MonitorOptions): Promise<number> {
  return withMonitor(options, async (deployed) => {
    const { logStreamName, isBegun, events } = readKept(path);
    const { client, logGroupName } = connectTo(deployed);
    const log = new ByHandLog(client, { logGroupName, logStreamName }, isBegun);
    await log.send(events, new AbortController().signal, () => {});
    const sent = `${path}.sent`;
    renameSync(path, sent);
    const [environment, database] = logStreamName.split('/');
    say([
      `Sent to stack ${deployed.stack} as a run by hand of ${environment}/${database}; the file is ${typedText(sent)} now.`,
    ]);
    return 0;
  });
}
