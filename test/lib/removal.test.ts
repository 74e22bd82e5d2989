import { RemovalPolicy } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { minimal, ofType, onlyOne, synthesise } from './monitor-under-test.ts';

test.each([
  // A rollback cannot delete a protected table; a key that a failed first deploy made is deleted.
  {
    name: 'stay',
    removalPolicy: undefined,
    DeletionPolicy: 'Retain',
    ofKey: 'RetainExceptOnCreate',
    DeletionProtectionEnabled: true,
  },
  {
    name: 'go with the stack when told so',
    removalPolicy: RemovalPolicy.DESTROY,
    DeletionPolicy: 'Delete',
    ofKey: 'Delete',
    DeletionProtectionEnabled: false,
  },
])('table and key $name', ({ removalPolicy, DeletionPolicy, ofKey, DeletionProtectionEnabled }) => {
  const synthesised = synthesise((stack) => ({ ...minimal(stack), ...(removalPolicy && { removalPolicy }) }));
  expect(onlyOne(ofType(synthesised, 'AWS::DynamoDB::Table'))).toMatchObject({
    DeletionPolicy,
    Properties: { DeletionProtectionEnabled },
  });
  expect(onlyOne(ofType(synthesised, 'AWS::KMS::Key'))).toMatchObject({ DeletionPolicy: ofKey });
});
