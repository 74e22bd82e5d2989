import type { Resource } from './synthesise.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

/** A resource whose properties refer to others by their ARNs, names and URLs, as after a deploy. */
export interface DeployedResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here.
  readonly Properties: any;
}

/** The resources of a template after a deploy, by their logical ids: every reference is replaced by a value as AWS makes it. */
export function resolved({
  Resources = {},
}: {
  readonly Resources?: Readonly<Record<string, Resource>>;
}): Readonly<Record<string, DeployedResource>> {
  const value = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(value);
    if (typeof each !== 'object' || each === null) return each;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = each as Record<string, unknown>;
    if (typeof Ref === 'string') return PSEUDO[Ref] ?? nameOf(Ref);
    if (Array.isArray(attribute)) return attribute[1] === 'Arn' ? arnOf(attribute[0]) : attribute.join('.');
    if (Array.isArray(join)) return (value(join[1]) as unknown[]).join(String(join[0]));
    return Object.fromEntries(Object.entries(each).map(([key, part]) => [key, value(part)]));
  };
  const typeOf = (id: string) => Resources[id]?.Type ?? '';
  const nameOf = (id: string): string => {
    if (typeOf(id) === 'AWS::SNS::Topic') return arnOf(id);
    if (typeOf(id) === 'AWS::SQS::Queue') return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${id}`;
    return String(value(Resources[id]?.Properties?.LogGroupName) ?? id);
  };
  const arnOf = (id: string): string => {
    const of = ARNS[typeOf(id)] ?? arn('other', `${typeOf(id)}/`);
    const name = typeOf(id) === 'AWS::Logs::LogGroup' ? nameOf(id) : id;
    return of(typeOf(id) === 'AWS::IAM::Role' ? '' : REGION, name);
  };
  return Object.fromEntries(
    Object.entries(Resources).map(([id, { Type, Properties = {} }]) => [
      id,
      { Type, Properties: value(Properties) },
    ]),
  );
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'watch',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/watch/0a1b2c3d`,
};

const arn = (service: string, before: string) => (region: string, name: string) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${before}${name}`;
const ARNS: Readonly<Record<string, (region: string, name: string) => string>> = {
  'AWS::DynamoDB::Table': arn('dynamodb', 'table/'),
  'AWS::IAM::Role': arn('iam', 'role/'),
  'AWS::KMS::Key': arn('kms', 'key/'),
  'AWS::Lambda::Function': arn('lambda', 'function:'),
  'AWS::Logs::LogGroup': (region, name) => `${arn('logs', 'log-group:')(region, name)}:*`,
  'AWS::S3::Bucket': (_region, name) => `arn:aws:s3:::${name}`,
  'AWS::SNS::Topic': arn('sns', ''),
  'AWS::SQS::Queue': arn('sqs', ''),
};
