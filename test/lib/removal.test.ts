import { RemovalPolicy } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { minimal, ofType, onlyOne, synthesise } from './monitor-under-test.ts';

test.each([
  ['stay', undefined, 'Retain', true],
  ['go with the stack when told so', RemovalPolicy.DESTROY, 'Delete', false],
])('table and key %s', (_, removalPolicy, DeletionPolicy, DeletionProtectionEnabled) => {
  const synthesised = synthesise((stack) => ({ ...minimal(stack), ...(removalPolicy && { removalPolicy }) }));
  expect(onlyOne(ofType(synthesised, 'AWS::DynamoDB::Table'))).toMatchObject({
    DeletionPolicy,
    Properties: { DeletionProtectionEnabled },
  });
  expect(onlyOne(ofType(synthesised, 'AWS::KMS::Key'))).toMatchObject({ DeletionPolicy });
});
