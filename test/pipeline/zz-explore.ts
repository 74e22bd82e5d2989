import fc from 'fast-check';
import { arrival, everythingSaid, leaks } from './everything-said.ts';
import { piecesIn } from './planted.ts';
import { taskStopped } from './platform-events.ts';
import { CARRIERS } from './secret-carriers.ts';
import { ENVELOPES } from './secret-envelopes.ts';

const n = Number(process.argv[2] ?? 40),
  seed = Number(process.argv[3] ?? 1),
  only = process.argv[4];
for (const [name, { secrets, text }] of Object.entries(CARRIERS)) {
  if (only && !name.includes(only)) continue;
  const samples = fc.sample(fc.tuple(secrets, fc.constantFrom(...Object.entries(ENVELOPES)), arrival), {
    seed,
    numRuns: n,
  });
  let bad = 0;
  for (const [secret, [ename, wrap], how] of samples) {
    const said = await everythingSaid(wrap(text(secret)), how, {
      after: taskStopped({ exitCode: 1, reason: 'x' }),
    });
    const found = leaks(said, secret);
    if (found.length > 0 && bad++ < 2) {
      console.log('=====', name, '|', ename, JSON.stringify(secret), JSON.stringify(how));
      console.log(found);
      console.log(wrap(text(secret)).slice(-4).join('\n'));
      const one = said.find(({ where, text }) => piecesIn(text, secret).length > 0)!;
      const piece = piecesIn(one.text, secret)[0]!;
      const at = one.text.indexOf(piece);
      console.log('--', one.where, one.text.slice(Math.max(0, at - 300), at + 100));
    }
  }
  console.log(bad ? `BAD ${bad}/${n}` : 'ok', name);
}
