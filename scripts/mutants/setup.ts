import fc from 'fast-check';
import { inject } from 'vitest';

/** What Stryker tells the tests; its own setup file declares none of it. */
const told = inject as (name: string) => string;

// In a thread that is kept, the last mutant would still be active while the next one's test files are loaded.
if (told('mode') === 'mutant') {
  const globals = globalThis as unknown as Record<string, { activeMutant?: string | undefined }>;
  globals[told('globalNamespace')]!.activeMutant = undefined;
}

// One counterexample kills a mutant; nobody reads the smallest one.
fc.configureGlobal({ endOnFailure: true });
