import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/temporary-folder.ts',
    // The SDK prints a warning on Node 20, CDK validates each synth for seconds: neither is what a test is about.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', CDK_VALIDATION: 'false' },
    // The first synth and the first dynalite of a worker take longer than vitest's 5 s on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
