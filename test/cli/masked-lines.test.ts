import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { batchesOf } from '../../bin/cli/tee/by-hand-log.ts';
import { type ByHandEvent, MaskedLines } from '../../bin/cli/tee/masked-lines.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';

const NOW = Date.UTC(2026, 2, 5, 2, 13);
const FIXTURES = 'test/fixtures/migrate';

/** What `tee` sends of these lines, if it looks after every `each` lines. */
function sent(lines: readonly string[], each: number): readonly ByHandEvent[] {
  const masked = new MaskedLines();
  const events: ByHandEvent[] = [];
  for (const [index, line] of lines.entries()) {
    masked.add(line, NOW);
    if (index % each === each - 1) events.push(...masked.take(false).masked);
  }
  return [...events, ...masked.take(true).masked];
}

const understood = (events: readonly ByHandEvent[]) =>
  explainText([
    {
      logGroup: '',
      logStream: '',
      events: events.map((event, index) => ({ id: String(index).padStart(9, '0'), ...event })),
    },
  ]).map(({ outcome, migrations, error, dirtyVersion, verdict, command, proof }) => ({
    outcome,
    command,
    proof,
    migrations: migrations.map(({ version, direction, status }) => `${version} ${direction} ${status}`),
    dirtyVersion,
    error: error && { class: error.class, line: error.line, sqlState: error.sqlState },
    state: verdict?.state,
  }));

// Every eighth of the captured outputs, which is some three hundred of all kinds.
const logs = readdirSync(FIXTURES)
  .filter((file) => file.endsWith('.log'))
  .filter((_, index) => index % Number(process.env['EACH'] ?? 8) === 0);

test.each(logs)('what is sent of %s is understood as what was printed', (file) => {
  const lines = readFileSync(join(FIXTURES, file), 'utf8').trimEnd().split('\n');
  const printed = understood(lines.map((message, index) => ({ timestamp: NOW + index, message })));
  for (const each of [1, 7, lines.length + 1])
    expect(understood(sent(lines, each)), `${each}`).toEqual(printed);
});

describe('lines that are sent', () => {
  test('are only those of golang-migrate, in order of time, with secrets masked', () => {
    const events = sent(
      [
        'listening on :8080, token ghp_0123456789abcdefghijABCDEFGHIJ012345',
        '1/u users (3ms)',
        'error: failed to open database: parse "postgres://u:hunter2@db/app": invalid port',
        'bye',
      ],
      1,
    );
    expect(events.map(({ message }) => message.split(' ')[0])).toEqual(['1/u', 'error:']);
    expect(events[1]!.timestamp).toBeGreaterThan(events[0]!.timestamp);
    expect(JSON.stringify(events)).not.toMatch(/hunter2|ghp_/);
  });

  test('wait for the end of an error, so that its statement is masked as a whole', () => {
    const masked = new MaskedLines();
    const error = [
      "error: migration failed: syntax error in line 0: INSERT INTO t VALUES ('one",
      "two', 'three');",
      ' (details: pq: syntax error at or near "TABEL")',
    ];
    masked.add('Read and execute 3/u add', NOW);
    masked.add(error[0]!, NOW);
    expect(masked.take(false).masked.map(({ message }) => message)).toEqual(['Read and execute 3/u add']);
    masked.add(error[1]!, NOW);
    expect(masked.take(false).masked).toEqual([]);
    masked.add(error[2]!, NOW);
    const [whole, ...more] = masked.take(false).masked;
    expect(more).toEqual([]);
    expect(whole!.message).toContain(' (details: pq: syntax error');
    expect(whole!.message).not.toMatch(/one|two|three/);
  });

  test('of an error that never ends are sent masked in the end', () => {
    const masked = new MaskedLines();
    masked.add("error: migration failed: syntax error in line 0: INSERT INTO t VALUES ('one", NOW);
    expect(masked.take(false).masked).toEqual([]);
    const [head] = masked.take(true).masked;
    expect(head!.message).toContain('migration failed');
    expect(head!.message).not.toContain("'one");
  });
});

describe('requests', () => {
  const event = (bytes: number): ByHandEvent => ({ timestamp: NOW, message: 'x'.repeat(bytes) });
  const sizes = (events: readonly ByHandEvent[]) => batchesOf(events).map((batch) => batch.length);

  test('have at most 10,000 events', () => {
    expect(sizes(Array(10_000).fill(event(1)))).toEqual([10_000]);
    expect(sizes(Array(10_001).fill(event(1)))).toEqual([10_000, 1]);
    expect(sizes([])).toEqual([]);
  });

  test('have at most 1 MiB, with 26 bytes more for each event', () => {
    const half = 1_048_576 / 2 - 26;
    expect(sizes([event(half), event(half)])).toEqual([2]);
    expect(sizes([event(half), event(half + 1)])).toEqual([1, 1]);
    expect(sizes([{ timestamp: NOW, message: 'é'.repeat(half / 2) }, event(half)])).toEqual([2]);
    expect(sizes([{ timestamp: NOW, message: 'é'.repeat(half / 2 + 1) }, event(half)])).toEqual([1, 1]);
  });
});
