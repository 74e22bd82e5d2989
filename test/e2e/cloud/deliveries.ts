import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Run } from '../../../lambda/domain/model/run.ts';
import type { PrintedLine } from './migrate-task.ts';

/** Lines of a real run as though they were printed from `from` on, each in a millisecond of its own. */
export const printedNow = (lines: readonly PrintedLine[], from = Date.now()): PrintedLine[] => {
  const first = lines[0]!.timestamp;
  return lines.map(({ timestamp, message }, index) => ({
    timestamp: from + timestamp - first + index,
    message,
  }));
};

/** What must be equal for two runs that printed the same at the same time. */
export const told = ({ id: _, origin: _o, logStream: _l, resource: _r, ...rest }: Run) => rest;

/** As CloudWatch Logs invokes the function. */
export function logDelivery(logGroup: string, logStream: string, lines: readonly PrintedLine[]): object {
  const batch = {
    messageType: 'DATA_MESSAGE',
    owner: '000000000000',
    logGroup,
    logStream,
    subscriptionFilters: ['watch'],
    logEvents: lines.map((line, index) => ({ id: `${randomUUID()}-${index}`, ...line })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } };
}
