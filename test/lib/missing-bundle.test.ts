import { Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { expect, test } from 'vitest';
import { MonitorFunction } from '../../lib/constructs/functions/monitor-function.ts';

// Without `monitor-under-test.ts`, which replaces the bundles.
test.each([
  ['alone', undefined],
  ['with files beside it', { 'sources.json': '[]' }],
])('a handler that was not written or not built, %s: the error names its source file', (_case, files) => {
  const stack = new Stack();
  const logGroup = new LogGroup(stack, 'Log');
  const props = { handler: 'deliver-teams', description: 'Microsoft Teams', logGroup, environment: {} };
  expect(() => new MonitorFunction(stack, 'Teams', { ...props, ...(files && { files }) })).toThrow(
    new Error('no bundle of lambda/handlers/deliver-teams.ts: write that handler, or run npm run build'),
  );
});
