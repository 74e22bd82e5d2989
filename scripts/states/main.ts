import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isFault } from './play.ts';
import { playAll } from './play-all.ts';
import { showPlayed } from './show-played.ts';
import { broken, table } from './table.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '600' },
    /** Shows every scenario, not only faults. */
    all: { type: 'boolean', default: false },
    /** Puts the table into docs/states.md. */
    write: { type: 'boolean', default: false },
  },
});

const played = await playAll(Number(values.seed), Number(values.count), (one) => {
  if (values.all || isFault(one)) console.log(`${showPlayed(one)}\n`);
});
console.log(table(played));
if (values.write) {
  const path = new URL('../../docs/states.md', import.meta.url);
  const made = `npm run e2e:states -- --seed ${values.seed} --count ${values.count}`;
  const text = readFileSync(path, 'utf8').replace(
    /(<!-- table -->\n)[\s\S]*(\n<!-- end -->)/,
    `$1${table(played)}\n\nMade by \`${made}\`.$2`,
  );
  writeFileSync(path, text);
}
for (const complaint of broken(played)) console.log(complaint);
process.exitCode = played.some(isFault) || broken(played).length > 0 ? 1 : 0;
