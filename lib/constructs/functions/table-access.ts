import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { PARTITIONS, type Partition, TABLE } from '../../../lambda/contract/table.ts';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import type { MonitorFunction } from './monitor-function.ts';

/** Allows `fn` one action on items of these partitions only, so that only `page` can write incidents. */
export function allowItems(
  fn: MonitorFunction,
  table: ITable,
  action: 'dynamodb:GetItem' | 'dynamodb:PutItem' | 'dynamodb:Query' | 'dynamodb:UpdateItem',
  partitions: readonly Partition[],
): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: [action],
      resources: [table.tableArn],
      conditions: {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': partitions.map((name) => `${PARTITIONS[name]}*`),
        },
        // ForAllValues is also true when there is no key at all.
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
  );
  allowKey(fn, table);
}

/** Lets `fn` read the index of open items. */
export function allowOpenIndex(fn: MonitorFunction, table: ITable): void {
  fn.allow(['dynamodb:Query'], [`${table.tableArn}/index/${TABLE.openIndex.name}`]);
}

const KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:DescribeKey',
];

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
function allowKey(fn: MonitorFunction, { encryptionKey }: ITable): void {
  if (encryptionKey === undefined) return;
  encryptionKey.grant(fn, ...KEY_ACTIONS);
  acknowledgeWildcards(
    fn.role!,
    KEY_ACTIONS.filter((action) => action.endsWith('*')),
    {
      reason:
        'DynamoDB requires these actions for a table with a customer-managed key; they are granted on one key.',
    },
  );
}
