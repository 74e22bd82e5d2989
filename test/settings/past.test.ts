import { expect, test } from 'vitest';
import { withoutPast } from '../../lib/settings/past.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';

const settingsOf = (...lines: string[]) =>
  readSettings(
    ['sources: [{ logGroup: /a, database: orders }]', 'routes: { critical: [a@example.com] }', ...lines].join(
      '\n',
    ),
    'f',
  ).settings!;

const RUN = (at: string, zone: string) =>
  `expectedRuns: [{ name: release, schedule: 'at(${at})', timeZone: ${zone}, database: orders }]`;
const WINDOW = (at: string, zone: string) =>
  `maintenance: [{ name: move, schedule: 'at(${at})', duration: 2h, timeZone: ${zone} }]`;

test.each([
  ['UTC', '2026-11-30T12:00', 'Etc/UTC', '2026-11-30T12:00:00Z'],
  ['summer time', '2026-07-01T12:00', 'Europe/Berlin', '2026-07-01T10:00:00Z'],
  ['winter time', '2026-12-01T12:00', 'Europe/Berlin', '2026-12-01T11:00:00Z'],
  ['west of UTC', '2026-12-01T20:00', 'America/New_York', '2026-12-02T01:00:00Z'],
  ['half an hour', '2026-12-01T12:00', 'Asia/Kolkata', '2026-12-01T06:30:00Z'],
])('an expected run is over at its time: %s', (_name, at, zone, instant) => {
  const settings = settingsOf(RUN(at, zone));
  const now = Date.parse(instant);
  expect(withoutPast(settings, now - 1)).toEqual({ settings, leftOut: [] });
  const { settings: left, leftOut } = withoutPast(settings, now);
  expect(left).toEqual({ ...settings, expectedRuns: [] });
  expect(leftOut).toEqual([
    `expectedRuns 'release' was at(${at}) and is left out; remove it from the settings`,
  ]);
});

test('a window is over at its end', () => {
  const settings = settingsOf(WINDOW('2026-11-30T12:00', 'Etc/UTC'));
  const end = Date.parse('2026-11-30T14:00:00Z');
  expect(withoutPast(settings, end - 1).leftOut).toEqual([]);
  expect(withoutPast(settings, end).settings.maintenance).toEqual([]);
});

test('what repeats is never over', () => {
  const settings = settingsOf(
    "expectedRuns: [{ name: nightly, schedule: 'cron(0 3 * * *)', database: orders }]",
  );
  expect(withoutPast(settings, Date.UTC(2999, 0))).toEqual({ settings, leftOut: [] });
});
