#!/usr/bin/env node
import { run } from './cli/program.ts';

// `… | head` closes the pipe when it has seen enough, which is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2));
