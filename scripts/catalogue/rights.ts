import { CHANNEL_KINDS, type ChannelKind } from '../../lambda/contract/channel-kinds.ts';
import type { DeployedResource } from '../resolved-template.ts';
import { table } from './table.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A channel of the example settings. */
interface Channel {
  readonly name: string;
  readonly kind: ChannelKind;
}

/** Every right of each function's role and of the policies for people: one row for each statement. */
export function rightsTable(
  resources: Readonly<Record<string, DeployedResource>>,
  channels: readonly Channel[],
): readonly string[] {
  const rows = Object.entries(resources).flatMap(([, { Type, Properties }]) => {
    if (Type !== 'AWS::IAM::Policy' && Type !== 'AWS::IAM::ManagedPolicy') return [];
    const roles: readonly string[] = (Properties.Roles ?? []).map(String);
    const holders = roles.length > 0 ? roles.map((role) => holderOf(role, channels)) : [peopleOf(Properties)];
    const statements: readonly Statement[] = Properties.PolicyDocument.Statement;
    return holders.flatMap((holder) =>
      statements.filter((each) => !isOfEveryFunction(each)).map((each) => [holder, ...rowOf(each)]),
    );
  });
  const shown = new Map(rows.map((row) => [row.join(' '), row]));
  return table(
    ['who', 'may', 'on', 'if'],
    [...shown.values()].sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1)),
  );
}

/** Metrics, traces, the own log group and the own dead letters: the text above the table names them. */
function isOfEveryFunction({ Action, Resource }: Statement): boolean {
  const [action = ''] = listOf(Action);
  const [resource = ''] = listOf(Resource);
  return (
    /^(?:cloudwatch:PutMetricData|xray:)/.test(action) ||
    (action === 'logs:CreateLogStream' &&
      /log-group:\/migrate-watch\/[^:]*:\*$/.test(resource) &&
      !/by-hand|canary-lines/.test(resource)) ||
    (action === 'sqs:SendMessage' && /DeadLetters/.test(resource))
  );
}

function rowOf({ Action, Resource, Condition = {} }: Statement): readonly string[] {
  const conditions = Object.entries(Condition)
    .filter(([operator]) => operator !== 'Null')
    .flatMap(([, keys]) =>
      Object.entries(keys).map(([key, values]) => `\`${key}\` is ${listOf(values).map(short).join(' or ')}`),
    );
  return [
    listOf(Action)
      .map((action) => `\`${action}\``)
      .join(', '),
    [...new Set(listOf(Resource).map(short))].join(', '),
    conditions.join('; ') || '–',
  ];
}

function listOf(values: string | readonly string[]): readonly string[] {
  return typeof values === 'string' ? [values] : values;
}

/** `ingest` for the role `MonitorFunctionsingestRole0A1B2C3D`; channels of one kind are one. */
function holderOf(role: string, channels: readonly Channel[]): string {
  const id = withoutHash(role);
  const [, deliverer] = /^Monitordeliver(.+)FunctionRole$/.exec(id) ?? [];
  if (deliverer !== undefined) {
    const channel = channels.find(({ name }) => name.replace(/[^A-Za-z0-9]/g, '') === deliverer);
    if (channel === undefined) throw new Error(`no channel has the role ${role}`);
    return `channels: ${CHANNEL_KINDS[channel.kind].title}`;
  }
  const [, fn] = /^Monitor(?:Functions([a-z]+)|([A-Z][a-z]+)Function)Role$/.exec(id)?.filter(Boolean) ?? [];
  if (fn !== undefined) return fn.toLowerCase();
  const [, called] = /^Monitor([A-Z][a-z]+?)(?:Schedule)?Role$/.exec(id) ?? [];
  if (called === undefined) throw new Error(`nothing is known about the role ${role}`);
  return `schedule of ${called.toLowerCase()}`;
}

function peopleOf(properties: { readonly Description?: string }): string {
  if (/send it messages/.test(properties.Description ?? '')) return 'people: operator';
  return /read what the monitor knows/.test(properties.Description ?? '') ? 'people: reader' : 'sweep';
}

/** An ARN without what differs from account to account. */
function short(arn: string): string {
  if (!arn.startsWith('arn:')) return `\`${arn}\``;
  const [, , service = '', , , ...rest] = arn.split(':');
  const name = rest
    .join(':')
    .replace(/^stack\/.*/, 'stack/<this one>')
    .replace(/^(secret:).*/, '$1<of the channel>')
    .replace(/(log-stream:)[^/]+\/[^/]+\//, '$1<environment>/<database>/')
    .replace(/Monitor[A-Za-z0-9]*?([A-Z0-9]{8})(?=\/|:|$)/g, (id) => withoutHash(id).replace(/^Monitor/, ''))
    .replace(/^deliver[a-z]+(?=Function)/, 'deliver<channel>');
  return `${service} \`${name}\``;
}

function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}
