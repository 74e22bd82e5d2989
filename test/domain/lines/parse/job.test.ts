import { expect, test } from 'vitest';
import { jobOf } from '../../../../lambda/domain/lines/parse/job.ts';

/** `up`, `up 2`, `down -all`, `down 1`, `goto 12`; `-`: it does not say. */
function said(commandLine: string): string {
  const job = jobOf(commandLine);
  switch (job?.kind) {
    case undefined:
      return '-';
    case 'all':
      return job.direction === 'up' ? 'up' : 'down -all';
    case 'steps':
      return `${job.direction} ${job.count}`;
    case 'goto':
      return `goto ${job.version}`;
  }
}

test.each([
  ['migrate -path m -database "$DATABASE_URL" up', 'up'],
  ['migrate -verbose -path m -database "$DATABASE_URL" up 1', 'up 1'],
  ['migrate -path=/m -database=postgres://x/y?a=b&c=d up 3', 'up 3'],
  ['migrate --path /m --database **** --verbose goto 000012', 'goto 12'],
  ['/usr/local/bin/migrate -prefetch 3 -lock-timeout=5 -source file://m -database x down 2', 'down 2'],
  ['migrate -path m -database x down', 'down -all'],
  ['migrate -path m -database x down -all', 'down -all'],
  ['migrate -path m -database x down --all', 'down -all'],
  ['migrate -path m -database ‹password #1, 8–15 chars› up 2', 'up 2'],
  ['migrate -path m -database "postgres://u:‹password #1, 8–15 chars›@db/app?sslmode=disable" up 2', 'up 2'],
  ['migrate.exe -path m -database x up 2', 'up 2'],
  // What a shell, make, docker or a build puts around it.
  ['cd /app && migrate -path m -database x up 1 && echo done', 'up 1'],
  ['migrate -path m -database x up 1; exit $?', 'up 1'],
  ['migrate -path m -database x up 1&&echo done', 'up 1'],
  ['migrate -path m -database x up 2>&1', 'up'],
  ['migrate -path m -database x up 2>log', 'up'],
  ['migrate -path m -database x up 2 >log 2>&1', 'up 2'],
  ['migrate -path m -database x up 2 > log 2> errors', 'up 2'],
  ['migrate -path m -database x up > 2', 'up'],
  ['migrate -path m -database x up 1 | tee log', 'up 1'],
  ['(migrate -path m -database x up 1)', 'up 1'],
  ["sh -c 'migrate -path m -database x up 1'", 'up 1'],
  ['sh -ec "cd /app; exec migrate -path m -database \\"$URL\\" goto 7"', 'goto 7'],
  ['sh -c migrate -path m -database x up 1', 'up 1'],
  ['DATABASE_URL=x sudo -E migrate -path m -database "$DATABASE_URL" up 1', 'up 1'],
  [
    'docker run -v "$PWD/m:/migrations" --network host migrate/migrate:v4.18.1 -path=/migrations/ -database x up 2',
    'up 2',
  ],
  ['docker compose run --rm migrate up 2', 'up 2'],
  ['docker compose exec app migrate -path m -database x down 1', 'down 1'],
  [
    'go run -tags postgres github.com/golang-migrate/migrate/v4/cmd/migrate@latest -path m -database x up 1',
    'up 1',
  ],
  ['migrate -path m -database x up 1 # once', 'up 1'],
  ['migrate -path m -database x -verbose "up" "1"', 'up 1'],
  ['migrate -path m -database x up 1 extra', 'up 1'],
  // Arguments of an entry point.
  ['-path /m -database x up 1', 'up 1'],
  ['-path /m -database x down -all', 'down -all'],
  ['up 2', 'up 2'],
  ['up', 'up'],
  ['goto 20240203', 'goto 20240203'],
  ["it's migrate -path m -database x up 1", '-'],
  // It does not say.
  ['migrate -path m -database x up "$N"', '-'],
  ['migrate -path m -database x up $' + '{N:-1}', '-'],
  ['migrate -path m -database x up $(cat n)', '-'],
  ['migrate -path m -database x up `cat n`', '-'],
  ['migrate -path m -database x down ‹number #1›', '-'],
  ['migrate -path m -database x "$@"', '-'],
  ['migrate -path m -database x', '-'],
  ['migrate -path m -database x goto "$V"', '-'],
  ['migrate -path m -database x goto', '-'],
  ['migrate -path m -database x force 3', '-'],
  ['migrate -path m -database x version', '-'],
  ['migrate -path m -database x drop -f', '-'],
  ['migrate -path m -database x force 3 && migrate -path m -database x up 1', '-'],
  ['migrate -path a -database x up 1; migrate -path b -database y up 2', '-'],
  ["sh -c 'migrate -path a -database x up 1; migrate -path b -database y up'", '-'],
  ['migrate -path m -unheard-of x up 1', '-'],
  ['./migrate.sh up 1', '-'],
  ['npm run build; up 1', '-'],
  ['wait-for-it db:5432 -- app up 1', '-'],
  ['', '-'],
  ['"migrate up', '-'],
])('%s: %s', (commandLine, job) => {
  expect(said(commandLine)).toBe(job);
});

test('a hostile line takes no time, and says nothing', () => {
  for (const piece of ['"', "'", '\\', '‹', '$(', `$${'{'}`, '2>', '((', 'migrate ', 'migrate "migrate ']) {
    expect(said(piece.repeat(200_000 / piece.length))).toBe('-');
    expect(said(piece.repeat(16_000 / piece.length))).toBe('-');
  }
});
