import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { card } from '../../bin/cli/card.ts';
import { reportDocument } from '../../bin/cli/report/document.ts';
import { runJson } from '../../bin/cli/run-json.ts';
import { decodeStateEvent } from '../../lambda/adapters/decode-state-event.ts';
import { readLogText } from '../../lambda/adapters/read-log-text.ts';
import type { LogBatch } from '../../lambda/domain/log-batch.ts';
import { explain } from '../../lambda/pipeline/explain.ts';
import { NIGHT } from './page-world.ts';
import { piecesIn, solidSecret, wordSecret } from './planted.ts';
import { buildFailed, taskRan, taskStopped } from './platform-events.ts';
import { CARRIERS, COMMANDS } from './secret-carriers.ts';
import { ENVELOPES } from './secret-envelopes.ts';
import { WatchedWorld } from './watched-world.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const RUNS = { seed: 20261122, numRuns: Number(process.env['SECRECY_RUNS'] ?? 12) };
const envelopes = Object.entries(ENVELOPES);
const envelope = fc.constantFrom(...envelopes);

describe('a secret in an error reaches nothing, whatever wraps it and however it arrives', () => {
  test.each(Object.entries(CARRIERS))('%s', async (_name, { secrets, text }) => {
    await fc.assert(
      fc.asyncProperty(secrets, envelope, arrival, async (secret, [, wrap], how) => {
        const ended = taskStopped({ exitCode: 1, reason: 'Essential container in task exited' });
        expect(leaks(await everythingSaid(wrap(text(secret)), how, { after: ended }), secret)).toEqual([]);
      }),
      RUNS,
    );
  });
});
