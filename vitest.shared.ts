import type { InlineConfig } from 'vitest/node';

/** What all suites have in common. No test has a time limit: a busy machine must not fail one, and CI limits the whole run. */
export const shared = {
  globalSetup: 'test/temporary-folder.ts',
  // The SDK prints a warning on Node 20, CDK validates each synth for seconds: neither is what a test is about.
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', CDK_VALIDATION: 'false' },
  testTimeout: 0,
  hookTimeout: 0,
} satisfies InlineConfig;
