import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DELIVER_ENV, PAGERDUTY_EVENTS_URL } from '../../lambda/contract/deliver-env.ts';
import { ENV } from '../../lambda/contract/env.ts';
import { type Channel, kindOf } from './channel.ts';
import { MonitorFunction } from './monitor-function.ts';
import { allowItems } from './table-access.ts';

export interface DelivererProps {
  /** Not e-mail, which SNS delivers itself. */
  readonly channel: Channel;
  readonly table: ITable;
  readonly logGroup: ILogGroup;
  /** Where PagerDuty's alerts say that they come from. */
  readonly dashboardUrl: string;
}

/** Brings pages to one channel. It reads one secret, looks at incidents, and keeps what it sent; nothing else. */
export class Deliverer extends MonitorFunction {
  constructor(scope: Construct, id: string, { channel, table, logGroup, dashboardUrl }: DelivererProps) {
    const { name, pagerduty, slack, webhook } = channel;
    const { secret } = (pagerduty ?? slack ?? webhook)!;
    super(scope, id, {
      handler: `deliver-${kindOf(channel)}`,
      description: `brings pages to ${name}`,
      logGroup,
      timeout: Duration.seconds(60),
      environment: {
        [ENV.tableName]: table.tableName,
        [DELIVER_ENV.channelName]: name,
        [DELIVER_ENV.secret]: secret.secretFullArn ?? secret.secretName,
        ...(pagerduty && {
          [DELIVER_ENV.eventsUrl]: PAGERDUTY_EVENTS_URL[pagerduty.region ?? 'us'],
          [DELIVER_ENV.dashboardUrl]: dashboardUrl,
        }),
        ...(webhook && { [DELIVER_ENV.webhookUrl]: webhook.url }),
      },
    });
    allowItems(this, table, 'dynamodb:GetItem', ['target', 'delivery']);
    allowItems(this, table, 'dynamodb:PutItem', ['delivery']);
    this.allowSecret(secret);
  }

  /** Of a secret that is known by its name alone, AWS's six random characters at the end are not known. */
  private allowSecret(secret: ISecret): void {
    this.allow(['secretsmanager:GetSecretValue'], [secret.secretFullArn ?? `${secret.secretArn}-??????`]);
    secret.encryptionKey?.grant(this, 'kms:Decrypt');
  }
}
