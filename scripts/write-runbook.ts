import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderRunbook } from '../lambda/domain/diagnosis/runbook.ts';
import { renderAlarmGuides } from '../lib/runbook.ts';

/** Writes docs/runbook.md from the knowledge table and the alarms' guides; a test fails when the file is stale. */
writeFileSync(
  join(import.meta.dirname, '../docs/runbook.md'),
  `${renderRunbook()}\n${renderAlarmGuides()}\n`,
);
