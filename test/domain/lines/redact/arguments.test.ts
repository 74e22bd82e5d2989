import { describe, expect, test } from 'vitest';
import { createScope, redactCommand, redactLine } from '../../../../lambda/domain/lines/redact/redact.ts';

const P = '‹password #1, 4–7 chars›';
const T = '‹token #1, 4–7 chars›';

describe('credentials among the arguments of a command line', () => {
  test.each([
    [
      './migrate.sh --db-password hunter2 --env production',
      `./migrate.sh --db-password ${P} --env production`,
    ],
    ['deploy -api-token hunter2', `deploy -api-token ${T}`],
    ['deploy --secret-key "hunter2" up', `deploy --secret-key "${T}" up`],
    ['mysql -h db -u app -phunter2 orders', `mysql -h db -u app -p${P} orders`],
    ['/usr/bin/mysqldump -phunter2', `/usr/bin/mysqldump -p${P}`],
    ['sshpass -p hunter2 ssh db', `sshpass -p ${P} ssh db`],
    ['docker login -u AWS -p hunter2 ecr.example', `docker login -u AWS -p ${P} ecr.example`],
    ['curl -sf -u deploy:hunter2 https://ci.example', `curl -sf -u deploy:${P} https://ci.example`],
    ['redis-cli -a hunter2 ping', `redis-cli -a ${P} ping`],
    [
      'echo hunter2 | docker login --password-stdin ecr.example',
      `echo ${P} | docker login --password-stdin ecr.example`,
    ],
    ...['--dbpass', '--dbPassword', '--db.password', '--pw', '-pw'].map((flag) => [
      `./migrate.sh ${flag} hunter2 up`,
      `./migrate.sh ${flag} ${P} up`,
    ]),
    [
      'aws secretsmanager create-secret --secret-string hunter2',
      `aws secretsmanager create-secret --secret-string ${T}`,
    ],
    [
      'aws ssm put-parameter --name /db/url --value hunter2',
      `aws ssm put-parameter --name /db/url --value ${P}`,
    ],
    ['curl --user=deploy:hunter2 https://ci.example', `curl --user=deploy:${P} https://ci.example`],
    ['http -a deploy:hunter2 https://ci.example', `http -a deploy:${P} https://ci.example`],
    ['cqlsh -u app -p hunter2 -f x.cql', `cqlsh -u app -p ${P} -f x.cql`],
    ['ldapsearch -D cn=app -w hunter2', `ldapsearch -D cn=app -w ${P}`],
    ['htpasswd -nbB app hunter2', `htpasswd -nbB app ${P}`],
    ['htpasswd -cb users app hunter2', `htpasswd -cb users app ${P}`],
    ['docker login -u app --password-stdin <<< hunter2', `docker login -u app --password-stdin <<< ${P}`],
    ['docker login --password-stdin <<<"hunter2"', `docker login --password-stdin <<<"${P}"`],
    [
      'npm config set //registry.example.org/:_authToken hunter2',
      `npm config set //registry.example.org/:_authToken ${T}`,
    ],
  ])('%s', (command, masked) => {
    for (const line of [
      `[Container] 2026/03/05 02:13:08.100000 Running command ${command}`,
      `+ ${command}`,
    ]) {
      const scope = createScope();
      const shown = redactLine(line, scope);
      expect(shown).toBe(line.replace(command, masked));
      expect(redactLine(shown, createScope())).toBe(shown);
      expect(scope.leaked).toHaveLength(1);
    }
  });

  test.each([
    'migrate -path db -database $DATABASE_URL -verbose up',
    'psql -h db -p 5432 -U app -f repair.sql',
    'docker run -p 8080:80 -u 1000 app',
    'mysql -h db -p orders',
    'aws secretsmanager get-secret-value --secret-id prod/orders',
    'deploy --password $DB_PASSWORD --token $CI_TOKEN',
    'psql --password --host db',
    'docker login --username AWS --password-stdin ecr.example',
    'curl -u deploy https://ci.example',
    'curl --user-agent ci:1 https://ci.example',
    'aws cloudwatch put-metric-data --metric-name ran --value 1',
    'docker login --password-stdin <<<',
    'npm config set //registry.example.org/:always-auth true',
    'flag provided but not defined: -pass',
  ])('nothing is hidden in: %s', (command) => {
    expect(redactLine(`+ ${command}`, createScope())).toBe(`+ ${command}`);
  });

  test("a container's command stays as many words, the flag's value masked", () => {
    const words = ['sh', '-c', 'mysql -phunter2 orders', '--db-password', 'hunter2', 'up'];
    const shown = redactCommand(words, createScope());
    expect(shown).toEqual(['sh', '-c', `mysql -p${P} orders`, '--db-password', P, 'up']);
  });
});
