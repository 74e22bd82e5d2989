/** Files of a migrations folder, by name. */
export type Files = Readonly<Record<string, string>>;

/** Adds the folder's names of an up and a down file. */
export function pair(name: string, up: string, down: string): Files {
  return { [`${name}.up.sql`]: up, [`${name}.down.sql`]: down };
}

/** An imaginary shop's first migrations: what most scenarios start from. Runs on every engine. */
export const USERS: Files = pair(
  '1_create_users',
  'CREATE TABLE users (\n  id BIGINT PRIMARY KEY,\n  name VARCHAR(100) NOT NULL\n);\n',
  'DROP TABLE users;\n',
);

export const ORDERS: Files = pair(
  '2_create_orders',
  'CREATE TABLE orders (\n  id BIGINT PRIMARY KEY,\n  user_id BIGINT NOT NULL REFERENCES users (id),\n  total DECIMAL(12, 2) NOT NULL\n);\n',
  'DROP TABLE orders;\n',
);

export const EMAIL: Files = pair(
  '3_add_email_to_users',
  'ALTER TABLE users ADD COLUMN email VARCHAR(200);\n',
  'ALTER TABLE users DROP COLUMN email;\n',
);

/** Three migrations that succeed. */
export const SHOP: Files = { ...USERS, ...ORDERS, ...EMAIL };

/** Two migrations that succeed and a third with the given text, the usual shape of a bad deploy. */
export function shopThen(name: string, up: string): Files {
  return { ...USERS, ...ORDERS, [`${name}.up.sql`]: up };
}

/** Makes `count` small migrations; golang-migrate reads at most 10 ahead. */
export function numbered(count: number): Files {
  const names = Array.from({ length: count }, (_, i) => i + 1);
  return Object.assign(
    {},
    ...names.map((n) => {
      const name = `${String(n).padStart(6, '0')}_create_table_${n}`;
      return pair(name, `CREATE TABLE table_${n} (id BIGINT PRIMARY KEY);\n`, `DROP TABLE table_${n};\n`);
    }),
  );
}

/** A long file with a typo in the middle, as code generators write them. */
export function longFile(lines: number, badLine: number): string {
  const rows = Array.from({ length: lines - 2 }, (_, i) =>
    i + 2 === badLine ? `  column_${i + 1} VARCHAR(50) NOT NUL,` : `  column_${i + 1} VARCHAR(50) NOT NULL,`,
  );
  rows[rows.length - 1] = rows.at(-1)!.replace(/,$/, '');
  return ['CREATE TABLE wide (', ...rows, ');', ''].join('\n');
}
