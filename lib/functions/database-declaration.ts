import type { LoadUnit } from '../../lambda/contract/load-unit.ts';
import type { DatabaseSettings } from '../settings/settings.ts';

/** A metric of the user's own. */
export interface MetricDeclaration {
  readonly label: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly unit?: LoadUnit | undefined;
  /** @default every environment */
  readonly environment?: string | undefined;
}

/** Properties of a database that verdicts depend on, and what its load is read from. */
export interface DatabaseDeclaration {
  /** RDS or Aurora clusters by environment. */
  readonly clusters?: Readonly<Record<string, string>> | undefined;
  /** RDS instances by environment. */
  readonly instances?: Readonly<Record<string, string>> | undefined;
  readonly metrics?: readonly MetricDeclaration[] | undefined;
  readonly engine?: NonNullable<DatabaseSettings['engine']> | undefined;
  readonly multiStatement?: boolean | undefined;
  readonly noTxWrap?: boolean | undefined;
  readonly transactionalTables?: boolean | undefined;
}
