import { printable } from '../../lambda/domain/model/printable.ts';

/**
 * One line for a refusal by AWS or a failure to reach it; `undefined` for any other error, which is a bug in this
 * program.
 */
export function awsFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  const { code } = error as NodeJS.ErrnoException;
  if (name === 'CredentialsProviderError') return 'no AWS credentials; sign in, or set AWS_PROFILE';
  if (/^Expired(?:Token|TokenException)$/.test(name))
    return 'the AWS credentials have expired; sign in again';
  if (/^Region is missing/.test(message)) return 'no AWS Region; set AWS_REGION';
  if (name === 'QueueDoesNotExist' || name.endsWith('NonExistentQueue')) return 'there is no such queue';
  if (code !== undefined && /^E[A-Z_]+$/.test(code)) return `AWS cannot be reached: ${code}`;
  if ('$metadata' in error) return `AWS refused: ${printable(`${name}: ${message}`)}`;
  return undefined;
}

/** The action that the caller may not do, such as `logs:DescribeLogGroups`; `undefined` for any other error. */
export function deniedAction(error: unknown): string | undefined {
  const denied = error instanceof Error && /not authorized to perform: ([\w-]+:\w+)/.exec(error.message);
  return denied ? denied[1] : undefined;
}
