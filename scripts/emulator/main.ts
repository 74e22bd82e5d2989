import { startEmulator } from './start.ts';

// For use by hand: `node --import tsx scripts/emulator/main.ts` prints what to export in the shell that `npx cdk` runs in.
const emulator = await startEmulator();
for (const [name, value] of Object.entries(emulator.environment)) {
  if (/^(AWS|CDK)_/.test(name)) console.log(`export ${name}='${value}'`);
}
console.log('# Ctrl-C ends it.');
await new Promise((resolve) => {
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
});
await emulator.stop();
