import { expect, test, vi } from 'vitest';
import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import { factsOf } from '../../lambda/domain/runs/state-event.ts';
import { everythingSaid } from './everything-said.ts';
import { COMMAND_LINES } from './planted/command-lines.ts';
import { FORMS } from './planted/forms.ts';
import { FURTHER_COMMAND_LINES } from './planted/further-command-lines.ts';
import { storedAndPrinted } from './planted/outputs.ts';
import { numbers, Secrets, shownIn } from './planted/secrets.ts';
import { buildFailed, taskRan, taskStopped, wordsOf } from './platform-events.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

/** In each round every text comes in another of its ways; `SECRETS_ROUNDS=66` tries them all, another `SECRETS_SEED` other secrets. */
const ROUNDS = Number(process.env['SECRETS_ROUNDS'] ?? 6);
const SEED = Number(process.env['SECRETS_SEED'] ?? 20261130);

/** Counts what was tried, and keeps what was seen. */
class Trial {
  inputs = 0;
  secrets = 0;
  readonly shown: string[] = [];

  look(name: string, { planted }: Secrets, said: string): void {
    this.inputs++;
    this.secrets += planted.length;
    for (const { kind, value } of shownIn(said, planted)) this.shown.push(`${name}: ${kind} ${value}`);
  }

  tell(where: string): void {
    console.log(`${this.inputs} inputs, ${this.secrets} secrets, seen in ${where}: ${this.shown.length}`);
  }
}

test('no planted secret is stored or printed, in any text and any delivery', () => {
  const trial = new Trial();
  const next = numbers(SEED);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, { name, ways, deliveries }] of FORMS.entries()) {
      const way = ways[(index + round) % ways.length]!;
      const secrets = new Secrets(next);
      trial.look(`${name}, ${way}`, secrets, storedAndPrinted(deliveries(way, secrets)));
    }
  }
  trial.tell('what is stored or printed');
  expect(trial.shown).toEqual([]);
});

test('no planted secret is sent, paged, counted, logged or reported either', async () => {
  const trial = new Trial();
  const next = numbers(SEED + 1);
  const how = { cut: undefined, order: [0, 1, 2, 3, 4, 5, 6, 7], twice: false };
  for (let round = 0; round < Math.ceil(ROUNDS / 10); round++) {
    for (let index = round; index < FORMS.length; index += 4) {
      const { name, ways, deliveries } = FORMS[index]!;
      const way = ways[Math.floor(next() * ways.length)]!;
      const secrets = new Secrets(next);
      const batches = deliveries(way, secrets);
      const arrival = {
        ...how,
        batches: batches.flatMap((messages, batch) => messages.map(() => batch)),
        reread: next() < 0.5,
      };
      const said = await everythingSaid(batches.flat(), arrival);
      trial.look(`${name}, ${way}`, secrets, said.map(({ text }) => text).join('\n'));
    }
  }
  trial.tell('what leaves the monitor');
  expect(trial.shown).toEqual([]);
});

/** Where a platform repeats what somebody told it. */
const TOLD: Readonly<Record<string, (line: string) => unknown>> = {
  'a script of the task': (line) => taskRan(['sh', '-c', line]),
  'words of the task': (line) => taskRan(wordsOf(line)),
  'the reason that a task stopped': (line) => taskStopped({ exitCode: 1, reason: `failed to run ${line}` }),
  "a container's reason": (line) =>
    taskStopped({ exitCode: 1, reason: 'failed', containerReason: `OCI: exec: ${line}: not found` }),
  "a build's words": (line) =>
    buildFailed(
      '/aws/codebuild/orders',
      'x',
      `Error while executing command: ${line}. Reason: exit status 1`,
    ),
};

test('no planted secret of a command line is kept from a platform’s event', () => {
  const trial = new Trial();
  const next = numbers(SEED + 2);
  for (const [name, line] of [...Object.entries(COMMAND_LINES), ...Object.entries(FURTHER_COMMAND_LINES)]) {
    for (const [place, told] of Object.entries(TOLD)) {
      const secrets = new Secrets(next);
      const facts = factsOf(decodeStateEvent(told(line(secrets))), ACCOUNT);
      expect(facts).not.toEqual([]);
      trial.look(`${name}, ${place}`, secrets, JSON.stringify(facts));
    }
  }
  trial.tell('what platforms tell');
  expect(trial.shown).toEqual([]);
});

test.each([
  ['Zq7TestTestPw9', 'registry.example.com/migrate:1.2', true],
  ['nothing', 'registry.example.com:5000/migrate@sha256:0123456789abcdef', false],
])('the login in an image name is masked, and the image name stays: %s', (password, image, hasLogin) => {
  const event = JSON.parse(
    JSON.stringify(taskRan(['up'])).replace(
      /"image":"[^"]*"/,
      `"image":"${hasLogin ? `bot:${password}@` : ''}${image}"`,
    ),
  );
  const [told] = factsOf(decodeStateEvent(event), ACCOUNT);
  const shown = JSON.stringify(told);
  expect(shown).toContain(image);
  expect(shown).not.toContain('Zq7Test');
});
