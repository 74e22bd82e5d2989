/**
 * `npm run schedules:new`: plays schedules of a random seed, for a nightly run; `-- --seed 7 --count 20000` plays those
 * of a given one. Exits with 1 at the first wrong result.
 */
import { parseArgs } from 'node:util';
import { firstWrong } from '../../test/pipeline/any-schedule.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, count: { type: 'string', default: '20000' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(values.count);
console.log(`seed ${seed}, ${count} schedules`);
const wrong = await firstWrong(count, seed);
if (wrong === undefined) {
  console.log('none comes out wrong');
} else {
  const { schedule, faults } = wrong;
  console.log(`one comes out wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}\n`);
  console.log('To keep it, add this to FOUND in test/pipeline/found-schedules.ts, with what it did wrong:\n');
  console.log(`  { was: '…', schedule: ${JSON.stringify(schedule)} },\n`);
  console.log(`To play the same schedules again: npm run schedules:new -- --seed ${seed} --count ${count}`);
  process.exitCode = 1;
}
