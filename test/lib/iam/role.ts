import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, type DeployedResource, REGION } from '../../../scripts/resolved-template.ts';

/** One request that a role may make, or may not. */
export interface Request {
  /** `dynamodb:PutItem` */
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request. */
  readonly context?: Readonly<Record<string, string | string[]>>;
}

export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** The policies of a role, as CloudFormation attaches them. */
export class Role {
  readonly arn: string;
  readonly #policies: readonly {
    readonly name: string;
    readonly policy: { readonly Statement: readonly PolicyStatement[] };
  }[];
  readonly #resources: Readonly<Record<string, DeployedResource>>;

  /** @param managed ids of managed policies that are attached to it */
  constructor(
    id: string,
    resources: Readonly<Record<string, DeployedResource>>,
    managed: readonly string[] = [],
  ) {
    this.arn = `arn:aws:iam::${ACCOUNT}:role/${id}`;
    this.#resources = resources;
    this.#policies = Object.entries(resources).flatMap(([name, { Type, Properties }]) =>
      managed.includes(name) || (Type === 'AWS::IAM::Policy' && Properties.Roles.includes(id))
        ? [{ name, policy: Properties.PolicyDocument }]
        : [],
    );
  }

  get statements(): readonly PolicyStatement[] {
    return this.#policies.flatMap(({ policy }) => policy.Statement);
  }

  /** `Allowed`, `ImplicitlyDenied` or `ExplicitlyDenied`, by the role's policies and the resource's own. */
  async answer({ action, resource, context = {} }: Request): Promise<string> {
    const resourcePolicy = this.#policyOf(resource);
    const result = await runSimulation(
      {
        request: {
          principal: this.arn,
          action,
          resource: { resource, accountId: ACCOUNT },
          contextVariables: { 'aws:SecureTransport': 'true', 'aws:PrincipalAccount': ACCOUNT, ...context },
        },
        identityPolicies: this.#policies as never,
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      },
      {},
    );
    if (result.resultType === 'error')
      throw new Error(`${action} on ${resource} cannot be simulated: ${JSON.stringify(result.errors)}`);
    return result.overallResult;
  }

  #policyOf(arn: string): unknown {
    const id = arn.split(/[:/]/).at(-1)!;
    const own = this.#resources[id];
    if (own?.Type === 'AWS::KMS::Key') return own.Properties.KeyPolicy;
    const of = Object.values(this.#resources).find(
      ({ Type, Properties }) =>
        (Type === 'AWS::SNS::TopicPolicy' && Properties.Topics.includes(arn)) ||
        (Type === 'AWS::SQS::QueuePolicy' &&
          Properties.Queues.includes(`https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${id}`)),
    );
    return of?.Properties.PolicyDocument;
  }
}
