/** A size that docs/scale.md has a row for. */
export interface Size {
  readonly what: string;
  /** The text of a settings file. */
  readonly settings: string;
}

const MAIL = 'routes: { critical: [oncall@example.com] }';

const many = (count: number, each: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => each(n + 1));
const source = (environment: string, database: string, logGroup: string, more = '') =>
  `  - { logGroup: ${logGroup}, environment: ${environment}, database: ${database}${more} }`;

/** `count` environments with one database each, in a log group each. */
function environments(count: number): string {
  const names = many(count, (n) => (n === 1 ? 'production' : `team-${n}`));
  return ['sources:', ...names.map((name) => source(name, 'orders', `/ecs/${name}/orders`)), MAIL].join('\n');
}

/** `count` databases of one environment, in a log group each. */
function databases(count: number): string {
  const names = many(count, (n) => `service-${n}`);
  return ['sources:', ...names.map((name) => source('production', name, `/ecs/${name}-migrate`)), MAIL].join(
    '\n',
  );
}

/** `count` databases with alarms each, and ECS tasks whose starts and stops are watched. */
function perDatabase(count: number): string {
  const tasks = (name: string) => `, ecs: { cluster: production, family: ${name}-migrate }`;
  const names = many(count, (n) => `service-${n}`);
  return [
    'sources:',
    ...names.map((name) => source('production', name, `/ecs/${name}-migrate`, tasks(name))),
    'environments: { production: { alarms: { perDatabase: true } } }',
    MAIL,
  ].join('\n');
}

/** `count` databases in three environments, each environment's in one log group. */
function shared(count: number): string {
  const names = many(count, (n) => `service-${n}`);
  return [
    'sources:',
    ...['production', 'staging', 'test'].flatMap((environment) => [
      `  - logGroup: /ecs/${environment}`,
      '    rules:',
      ...names.map(
        (name) => `      - { environment: ${environment}, database: ${name}, streamPrefix: ${name}/ }`,
      ),
    ]),
    MAIL,
  ].join('\n');
}

export const SIZES: readonly Size[] = [
  ...[1, 20, 60].map((count) => ({
    what:
      count === 1 ? '1 environment, 1 database' : `${count} environments, a database and a log group each`,
    settings: environments(count),
  })),
  ...[10, 100, 500].map((count) => ({
    what: `${count} databases, a log group each`,
    settings: databases(count),
  })),
  { what: '150 databases with ECS tasks and `perDatabase`', settings: perDatabase(150) },
  { what: '300 databases in 3 environments, a log group for each environment', settings: shared(300) },
];
