import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signature } from '../../lambda/adapters/channels/webhook-channel.ts';

type Verify = (body: string, header: string | undefined, key: string, now: number) => boolean;

/** The receiver's side as docs/channels.md prints it. */
async function documented(): Promise<Verify> {
  const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/channels.md', 'utf8')) ?? [];
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code ?? '')}`);
  return (module as { isFromMigrateWatch: Verify }).isFromMigrateWatch;
}

const NOW = 1_772_704_800;
const BODY = '{"version":1,"page":{"title":"bücher ‹password #1›"}}';

test('a signature verifies as the document says, for five minutes', async () => {
  const verify = await documented();
  const header = signature(BODY, 'schlüssel', NOW * 1_000 + 999);
  expect(header).toMatch(/^t=1772704800,v1=[0-9a-f]{64}$/);
  expect(verify(BODY, header, 'schlüssel', NOW)).toBe(true);
  expect(verify(BODY, header, 'schlüssel', NOW + 300)).toBe(true);
  expect(verify(BODY, header, 'schlüssel', NOW + 301)).toBe(false);
});

test.each([
  { name: 'another body', body: `${BODY} `, key: 'key', change: (header: string) => header },
  { name: 'another key', body: BODY, key: 'kez', change: (header: string) => header },
  {
    name: 'another time',
    body: BODY,
    key: 'key',
    change: (header: string) => header.replace(/\d+/, String(NOW + 1)),
  },
  { name: 'no signature', body: BODY, key: 'key', change: () => undefined },
])('$name does not', async ({ body, key, change }) => {
  const verify = await documented();
  expect(verify(body, change(signature(BODY, 'key', NOW * 1_000)), key, NOW)).toBe(false);
});
