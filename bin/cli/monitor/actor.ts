import { userInfo } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Actor } from '../../../lambda/domain/model/action.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import type { DeployedMonitor } from './open-monitor.ts';

/** Longest name that is sent, characters. */
const MAX_NAME = 100;

/** Who runs the command: the IAM user or the session of the role; the user of this machine if AWS does not say. */
export async function actorHere({ place }: Pick<DeployedMonitor, 'place'>): Promise<Actor> {
  const arn = await callerArn(place);
  const name = arn?.split(':').at(-1)?.split('/').at(-1) || osUser();
  return {
    name: printable(name).slice(0, MAX_NAME),
    ...(arn === undefined ? {} : { arn }),
    via: 'command line',
  };
}

/** A refusal must not stop an action: its name is only what the sender says. */
async function callerArn(place: DeployedMonitor['place']): Promise<string | undefined> {
  try {
    return (await new STSClient(place).send(new GetCallerIdentityCommand())).Arn;
  } catch {
    return undefined;
  }
}

/** The user of this machine. */
export function osUser(): string {
  try {
    return userInfo().username || 'somebody';
  } catch {
    // A container may run under a user id without an entry.
    return 'somebody';
  }
}
