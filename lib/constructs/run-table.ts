import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { TABLE } from '../../lambda/contract/table.ts';

export interface RunTableProps {
  /**
   * Customer-managed key that encrypts the table.
   *
   * @default a key that DynamoDB owns
   */
  readonly encryptionKey?: IKey;
  /**
   * Removal policy of the table. Any policy except RETAIN also turns off deletion protection.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** The one table of facts, run records, database states and incidents, as `lambda/contract/table.ts` describes it. */
export class RunTable extends Table {
  constructor(
    scope: Construct,
    id: string,
    { encryptionKey, removalPolicy = RemovalPolicy.RETAIN }: RunTableProps = {},
  ) {
    super(scope, id, {
      partitionKey: { name: TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: TABLE.ttl,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      ...(encryptionKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: TableEncryption.DEFAULT }),
    });
    const { name, partitionKey, sortKey } = TABLE.openIndex;
    this.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.ALL,
    });
    const recent = TABLE.recentIndex;
    // CloudFormation adds at most one index in an update of a table, so a release may add one.
    this.addGlobalSecondaryIndex({
      indexName: recent.name,
      partitionKey: { name: recent.partitionKey, type: AttributeType.STRING },
      sortKey: { name: recent.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [recent.summary],
    });
  }
}
