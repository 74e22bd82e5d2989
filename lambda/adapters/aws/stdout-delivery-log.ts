import type { DeliveryLine, DeliveryLog } from '../../pipeline/ports.ts';

/** Writes one JSON line to stdout for each notice, which Lambda puts into the function's log group. */
export class StdoutDeliveryLog implements DeliveryLog {
  write(line: DeliveryLine): void {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
