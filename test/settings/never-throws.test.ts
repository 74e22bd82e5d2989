import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { CHANNEL_KIND_NAMES } from '../../lambda/contract/channel-kinds.ts';
import { readSettings, type SettingsReading } from '../../lib/settings/read-settings.ts';
import { channels, settingsObjects, spoiled, spoilings } from './any-settings.ts';

function read(text: string): SettingsReading {
  const reading = readSettings(text, 'migrate-watch.yaml');
  expect(reading.settings === undefined).toBe(reading.problems.length > 0);
  return reading;
}

describe('reading a settings file never throws, and gives settings or problems', () => {
  test('whatever its parts say of each other, and with parts that do not belong there', () => {
    let usable = 0;
    fc.assert(
      fc.property(settingsObjects, spoilings, (settings, parts) => {
        const broken = parts.reduce<unknown>((value, [where, junk]) => spoiled(value, where, junk), settings);
        if (read(stringify(broken) ?? '').settings !== undefined) usable++;
      }),
      { seed: 1, numRuns: 150 },
    );
    expect(usable).toBeGreaterThan(25);
  });

  test('wherever its text is cut off', () => {
    fc.assert(
      fc.property(settingsObjects, fc.double({ min: 0, max: 1, noNaN: true }), (settings, share) => {
        const text = stringify(settings);
        read(text.slice(0, Math.floor(text.length * share)));
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

test('a channel of each kind is read as what was written', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(channels, { minLength: 1, maxLength: 4 }), (written) => {
      const named = written.map(([, channel], index) => [`channel-${index}`, channel] as const);
      const { settings, problems } = read(
        stringify({
          sources: [{ logGroup: '/ecs/orders', database: 'orders' }],
          channels: Object.fromEntries(named),
          routes: { critical: named.map(([name]) => name) },
        }),
      );
      // A text of which every part fits may still look like a secret itself.
      if (problems.some(({ message }) => message.includes('which does not belong in this file'))) return;
      expect(problems).toEqual([]);
      expect(settings?.channels.map(({ kind }) => kind)).toEqual(written.map(([kind]) => kind));
      for (const [kind] of written) seen.add(kind);
    }),
    { seed: 1, numRuns: 100 },
  );
  expect([...seen].sort()).toEqual([...CHANNEL_KIND_NAMES].sort());
});
