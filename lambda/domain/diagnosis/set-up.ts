import type { Target } from '../model/target.ts';
import type { Branch } from '../model/verdict.ts';
import { always, stepsOf, textOf, withFirst } from './advice/branches.ts';
import { COMMAND_VARIABLES, MIGRATE, SHOW_VERSION } from './advice/commands.ts';

const PREPARATION = 'First, in a shell that reaches the database, set ';

/**
 * Puts a first step before all others: which variables the commands use, where to read how to set them, and how a monitor sees what is
 * typed for `target`. Without a target there is no monitor.
 */
export function withPreparation(next: readonly Branch[], how: string, target?: Target): readonly Branch[] {
  const own = withoutPreparation(next);
  const texts = stepsOf(own).map(textOf);
  const names = COMMAND_VARIABLES.map(({ name }) => name).filter((name) =>
    texts.some((text) => text.includes(`$${name}`) || text.includes(`\${${name}`)),
  );
  if (names.length === 0) return own;
  const changes = texts.some((text) => text.replaceAll(SHOW_VERSION, '').includes(MIGRATE));
  const watched = target && changes ? watchedWords(target) : '';
  return withFirst([{ do: `${PREPARATION}${listed(names)} (${how}).${watched}` }], own);
}

/** A name that a shell takes as it is. */
const NAME = /^[A-Za-z0-9][\w.-]*$/;

/** One line of a page, which may not become much longer: why is in the runbook, at the heading that the page names before. */
function watchedWords({ environment, database }: Target): string {
  if (!NAME.test(environment) || !NAME.test(database)) return '';
  return ` Before \`migrate\`, put \`migrate-watch tee --environment ${environment} --database ${database} --\`.`;
}

function withoutPreparation(next: readonly Branch[]): readonly Branch[] {
  const [leading, ...others] = next;
  if (leading?.when !== null) return next;
  return [...always(leading.steps.filter((step) => !textOf(step).startsWith(PREPARATION))), ...others];
}

function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

/** Puts first how to give `mysql` and `psql` the connection, if their commands are used. `migrate` takes the URL unchanged. */
export function withConnectionHints(next: readonly Branch[], plainUrl: boolean): readonly Branch[] {
  const commands = stepsOf(next).flatMap((step) => ('command' in step ? step.command : []));
  const uses = (program: string) => commands.some((command) => command.startsWith(program));
  const hints = [...(uses('mysql ') ? [MYSQL_HINT] : []), ...(plainUrl && uses('psql ') ? [PSQL_HINT] : [])];
  return hints.length === 0 ? next : withFirst(hints, next);
}

const MYSQL_HINT = {
  do: 'Set MYSQL_CNF to the path of an option file with [client] host, port, user, password and database: mysql takes no URL.',
};

const PSQL_HINT = { do: 'For psql, DATABASE_URL must start with postgres:// and carry no x- parameters.' };
