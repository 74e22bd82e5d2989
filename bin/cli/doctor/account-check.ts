import type { SettingsDocument } from '../../../lib/settings/document.ts';
import type { Settings } from '../../../lib/settings/settings.ts';
import type { Account } from './account.ts';
import type { DeployedStack } from './deployed-stack.ts';
import type { Finding } from './finding.ts';

/** What doctor looks at. */
export interface CheckContext {
  readonly settings: Settings;
  /** The file that the settings were read from. */
  readonly document: SettingsDocument;
  readonly account: Account;
  /** `undefined` if the stack is not deployed yet. */
  readonly stack: DeployedStack | undefined;
  /** Epoch ms. */
  readonly now: number;
  /** Was the checklist of a first deploy asked for, however old the stack is? */
  readonly firstDeploy: boolean;
}

/** Answers one kind of question by reading from AWS. Throws AWS's errors. */
export type AccountCheck = (context: CheckContext) => Promise<readonly Finding[]>;
