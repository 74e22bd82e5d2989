import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHANNEL_KIND_NAMES, CHANNEL_KINDS, isDelivered } from '../../lambda/contract/channel-kinds.ts';

const DOCUMENT = readFileSync('docs/channels.md', 'utf8');

test.each(CHANNEL_KIND_NAMES.filter(isDelivered))('%s has a function that sends to it', (kind) => {
  expect(existsSync(`lambda/handlers/deliver-${kind}.ts`)).toBe(true);
  expect(DOCUMENT).toContain(`\`deliver-${kind}\``);
});

test.each(
  CHANNEL_KIND_NAMES.map((kind) => CHANNEL_KINDS[kind].secretHolds).filter((holds) => holds !== null),
)('the documentation says that a secret holds %s', (holds) => {
  expect(DOCUMENT).toContain(`| ${holds} |`);
});
