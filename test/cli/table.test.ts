import { describe, expect, test, vi } from 'vitest';
import { widthOf } from '../../bin/cli/columns.ts';
import { type Column, tableText } from '../../bin/cli/monitor/table.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

interface Row {
  readonly name: string;
  readonly state: string;
  readonly title: string;
}
const COLUMNS: readonly Column<Row>[] = [
  { title: 'Name', text: ({ name }) => name },
  { title: 'State', text: ({ state }) => state },
  { title: 'Title', text: ({ title }) => title, least: 8 },
  { title: 'Id', text: ({ name }) => `id of ${name}`, wide: true },
];
const ROWS: readonly Row[] = [
  { name: 'orders', state: 'clean', title: 'all is well' },
  { name: '数据库', state: '👩‍👩‍👧 ok', title: 'กำลังทำงาน, بيانات, e\u0301' },
];
const text = (columns: number | undefined, wide = false, rows = ROWS) =>
  tableText(rows, COLUMNS, { columns, wide });

test('columns are aligned, whatever the script', () => {
  const lines = text(undefined).split('\n');
  const second = (line: string, word: string) => widthOf(line.slice(0, line.indexOf(word)));
  expect(second(lines[0]!, 'State')).toBe(second(lines[1]!, 'clean'));
  expect(second(lines[0]!, 'State')).toBe(second(lines[2]!, '👩'));
  expect(second(lines[0]!, 'Title')).toBe(second(lines[2]!, 'กำ'));
});

describe('a terminal that is too narrow', () => {
  test.each([40, 30, 24, 16, 10])('%i columns are kept', (columns) => {
    for (const line of text(columns).split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  test('the last column is cut first, then left out; the first is never cut', () => {
    expect(text(25, false, [ROWS[0]!]).split('\n')[1]).toBe('orders  clean  all is we…');
    expect(text(12, false, [ROWS[0]!]).split('\n')[1]).toBe('orders');
    const long = [{ name: 'a-database-with-a-long-name', state: '', title: '' }];
    expect(text(10, false, long)).toBe('Name\na-database-with-a-long-name');
  });

  test('--wide shows everything', () => {
    expect(text(10, true).split('\n')[1]).toMatch(/^orders +clean +all is well +id of orders$/);
  });
});

test('no text breaks a line or moves the cursor', () => {
  const evil = [{ name: 'a\r\nb', state: '\u001b[2J', title: '\u202e\u0000' }];
  expect(text(undefined, false, evil)).toBe('Name  State      Title\na b   \\u001b[2J  \\u202e\\u0000');
});
