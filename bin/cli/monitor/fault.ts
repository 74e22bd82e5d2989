import { printable } from '../../../lambda/domain/model/printable.ts';
import { awsFault, deniedAction } from '../aws-fault.ts';

/** Why a command about a deployed monitor cannot do its work: one sentence without its full stop, for a person. */
export class MonitorFault extends Error {
  override readonly name = 'MonitorFault';
  /** 2: it cannot be done; 3: it cannot be known. */
  readonly exitCode: 2 | 3;

  constructor(sentence: string, exitCode: 2 | 3 = 2) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

/** Names of AWS's errors that say: not so fast. The SDK has tried three times before it throws one. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/**
 * The sentence for an error of AWS, about the monitor of `stack`; `undefined` for any other error, which is a bug in this program.
 */
export function faultOf(error: unknown, stack: string | undefined): MonitorFault | undefined {
  if (error instanceof MonitorFault) return error;
  if (!(error instanceof Error)) return undefined;
  const of = stack === undefined ? '' : ` of stack ${printable(stack)}`;
  const denied = deniedAction(error);
  if (denied !== undefined) {
    const help = HELP.find(([part]) => denied.toLowerCase().startsWith(part))?.[1] ?? STACK_HELP;
    return new MonitorFault(`these credentials may not do ${printable(denied)}${of}; ${help}`);
  }
  if (THROTTLED.has(error.name))
    return new MonitorFault(`AWS is throttling requests (${error.name}); try again in a minute`);
  if (/does not have the specified index/.test(error.message))
    return new MonitorFault(`the table${of} ${OLD}`);
  if (/backfilling global secondary index/i.test(error.message))
    return new MonitorFault(
      `the index 'recent' of the table${of} is being made after an upgrade; try again in some minutes`,
    );
  if (error.name === 'ResourceNotFoundException' && /log group/i.test(error.message))
    return new MonitorFault(`the log group of runs by hand${of} does not exist; was it deleted?`);
  if (error.name === 'ResourceNotFoundException')
    return new MonitorFault(`the table${of} does not exist; was it deleted?`);
  const sentence = awsFault(error);
  return sentence === undefined ? undefined : new MonitorFault(sentence);
}

const OLD = "has no index 'recent', because an older version is deployed; deploy this version";
const READER_HELP = "the stack's output ReaderPolicyArn is a policy that allows it";
const OPERATOR_HELP = "the stack's output OperatorPolicyArn is a policy that allows it";
/** Help by the beginning of the action in lower case: SNS writes its own name in capitals. The first that fits counts. */
const HELP: readonly (readonly [string, string])[] = [
  ['dynamodb:', READER_HELP],
  ['kms:generatedatakey', OPERATOR_HELP],
  ['kms:', READER_HELP],
  ['sns:', OPERATOR_HELP],
  ['cloudwatch:getmetricdata', READER_HELP],
  ['cloudwatch:', OPERATOR_HELP],
  ['logs:', OPERATOR_HELP],
];
const STACK_HELP = 'name the stack with --stack, or allow it';
