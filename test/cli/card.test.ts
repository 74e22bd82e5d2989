import { expect, test, vi } from 'vitest';
import { card } from '../../bin/cli/card.ts';
import { handMadeExplained, handMadeMigration } from '../builders/facts-and-runs.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

test('a failed run: state first, then the error, the commands whole, the warnings', () => {
  const shown = card(
    handMadeExplained({
      outcome: 'failed',
      endSeen: true,
      command: 'up',
      durationMs: 23,
      dirtyVersion: '42',
      migrations: [
        handMadeMigration({ version: '41' }),
        handMadeMigration({ version: '42', identifier: 'add_email', status: 'failed', ranMs: null }),
        handMadeMigration({ version: '43', identifier: 'later', status: 'queued', ranMs: null }),
      ],
      error: {
        class: 'migration-failed',
        message: 'syntax error at or near "TABEL"',
        sqlState: '42601',
        vendorCode: null,
        line: 1,
        column: 7,
        statement: 'ALTER TABEL users\n  ADD COLUMN email TEXT;\n',
        details: null,
      },
      verdict: {
        state: 'rolled-back',
        evidence: ['PostgreSQL runs the file as one transaction, and the error rolled it back.'],
        next: [
          { when: null, steps: [{ do: 'Correct the file.' }] },
          {
            when: 'If nothing of it is there',
            steps: [{ command: 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 41' }],
          },
          {
            when: 'If all of it is there',
            steps: [{ command: 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 42' }],
          },
        ],
        doNot: ['Do not force 42.'],
      },
      redactions: 2,
    }),
  );
  expect(`\n${shown}\n`).toMatchInlineSnapshot(`
    "
    ✗ FAILED  database DIRTY at version 42
      migrate up · CLI, -verbose · 2026-03-05 10:00:00 UTC · 23 ms

      ✔ 41/u create_users  13 ms
      ✗ 42/u add_email     failed
      · 43/u later         queued, not run

      error      migration-failed · SQLSTATE 42601 · line 1, column 7
                 syntax error at or near "TABEL"
      statement  ›1  ALTER TABEL users
                  2    ADD COLUMN email TEXT;

      state      rolled-back
                 PostgreSQL runs the file as one transaction, and the error rolled it back.
      next       Correct the file.
                 Then ONLY ONE of these, the one that applies:
           A     If nothing of it is there:
                   migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 41
           B     If all of it is there:
                   migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 42
      do not     Do not force 42.

      note       2 values masked
    "
  `);
});

test('hostile names, statements and messages stay text on their own line', () => {
  const hostile = 'x\u001b[2J\u001b]8;;http://evil\u0007\r\nnext \u202eevil\u2028line';
  const shown = card(
    handMadeExplained({
      outcome: 'failed',
      migrations: [handMadeMigration({ identifier: hostile })],
      error: {
        class: 'migration-failed',
        message: hostile,
        sqlState: null,
        vendorCode: null,
        line: null,
        column: null,
        statement: hostile,
        details: null,
      },
      verdict: {
        state: 'unknown',
        evidence: [hostile],
        next: [
          { when: null, steps: [{ do: hostile }] },
          { when: hostile, steps: [{ command: hostile }] },
        ],
        doNot: [hostile],
      },
      stopReason: hostile,
      disagreement: hostile,
    }),
  );
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
});

test('a word longer than a line goes on in the next, and a long name leaves room for its duration', () => {
  const run = handMadeExplained({
    outcome: 'succeeded',
    migrations: [handMadeMigration({ identifier: 'x'.repeat(200) })],
    disagreement: 'y'.repeat(120),
  });
  const lines = card(run, 60).split('\n');
  for (const { length } of lines) expect(length).toBeLessThanOrEqual(60);
  expect(lines.join('').match(/y/g)).toHaveLength(120);
  expect(lines.find((line) => line.includes('xxx'))).toMatch(/… {2}13 ms$/);
});

test('of very many migrations the last ones are shown, and the rest is counted', () => {
  const migrations = Array.from({ length: 300 }, (_, index) =>
    handMadeMigration({ version: String(index + 1) }),
  );
  const shown = card(handMadeExplained({ outcome: 'succeeded', migrations }));
  expect(shown).toContain('288 more before these');
  expect(shown).toContain('300/u create_users');
  expect(shown.split('\n').length).toBeLessThan(20);
});
