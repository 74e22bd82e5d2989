import fc from 'fast-check';
import { inject } from 'vitest';

/** Stryker's globals for the tests; its own setup file does not declare them. */
const told = inject as (name: string) => string;

// In a thread that is kept, the last mutant would still be active while the test files of the next mutant are loaded.
if (told('mode') === 'mutant') {
  const globals = globalThis as unknown as Record<string, { activeMutant?: string | undefined }>;
  globals[told('globalNamespace')]!.activeMutant = undefined;
}

// One counterexample kills a mutant, so shrinking it is not needed.
fc.configureGlobal({ endOnFailure: true });
