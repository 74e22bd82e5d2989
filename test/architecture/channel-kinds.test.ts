import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHANNEL_KIND_NAMES, CHANNEL_KINDS, isDelivered } from '../../lambda/contract/channel-kinds.ts';

const DOCUMENT = readFileSync('docs/channels.md', 'utf8');

describe.each(CHANNEL_KIND_NAMES)('a channel of the kind %s', (kind) => {
  const { secretHolds } = CHANNEL_KINDS[kind];

  test.runIf(isDelivered(kind))('has a function that brings pages to it', () => {
    expect(existsSync(`lambda/handlers/deliver-${kind}.ts`)).toBe(true);
    expect(DOCUMENT).toContain(`\`deliver-${kind}\``);
  });

  test.runIf(secretHolds !== null)('has a row that says what its secret holds', () => {
    expect(DOCUMENT).toContain(`| ${secretHolds} |`);
  });
});
