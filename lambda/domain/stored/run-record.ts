import type { RunRecord } from '../runs/record/run-record.ts';
import type { Form } from './form.ts';
import { withNewNames } from './new-names.ts';
import { runFrom0 } from './run.ts';

export const RUN_RECORD: Form<RunRecord> = { what: 'run record', upgrades: [recordFrom0] };

function recordFrom0(record: RunRecord): RunRecord {
  const renamed = withNewNames(record, { owed: 'outbox' });
  return { ...renamed, run: runFrom0(renamed.run) };
}
