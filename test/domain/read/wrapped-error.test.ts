import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../lambda/adapters/read-log-text.ts';
import { explain } from '../../../lambda/pipeline/explain.ts';

const runsOf = (text: string) => explain(readLogText(Buffer.from(`${text}\n`)));

const FAILED =
  'migration failed: relation "userz" does not exist in line 0: ALTER TABLE userz ADD email text; (details: pq: relation "userz" does not exist)';
const TOLD = {
  outcome: 'failed',
  source: 'library',
  error: {
    class: 'migration-failed',
    message: 'relation "userz" does not exist',
    statement: 'ALTER TABLE userz ADD email text;',
  },
};

describe('golang-migrate’s error behind words of a program’s own', () => {
  test.each([
    'run statement: ',
    'could not run statement: ',
    'tenant 7: exec: statement: ',
    'error while processing: ',
    'while processing query: ',
    'in query: ',
    'retry 3 of 3 with value: ',
    'up: migrate: db: ',
    '[erro]  connect to postgres failed: ',
    '        ',
    '             - up: ',
    '             - up: run statement: ',
    ' └─ run statement: ',
    ' ├─ ',
    '↳ caused by: ',
    '│  run statement: ',
    '\t* ',
    '\t* run statement: ',
    ' * run statement: ',
    'level=error msg="boot failed" error=run statement: ',
  ])('%s', (words) => {
    expect(runsOf(words + FAILED)).toMatchObject([TOLD]);
  });

  test('a statement of several lines', () => {
    const error = FAILED.replace('text; ', 'text;\nALTER TABLE userz ADD phone text;\n ');
    const statement = 'ALTER TABLE userz ADD email text;\nALTER TABLE userz ADD phone text;';
    expect(runsOf(`run statement: ${error}`)).toMatchObject([
      { ...TOLD, error: { ...TOLD.error, statement } },
    ]);
  });
});
