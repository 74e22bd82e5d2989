import type { WrongFinding } from '../incident/seen-run.ts';
import { LIST_FILES, SHOW_VERSION } from '../judge/commands.ts';
import type { FindingKind, Run } from '../run.ts';
import { findingHeading } from './heading.ts';
import type { PageBody, PageInput } from './input.ts';
import { migrationBody } from './migration.ts';

/** What a run says that exited 0 and still did not do what people think it did. */
export function wrongBody(input: PageInput): PageBody {
  const { run } = input;
  if (run === null) return migrationBody(input);
  if (run.outcome === 'stopped-early') return { ...migrationBody(input), clears: CLEARS };
  const [first] = run.findings.flatMap(({ kind }) => ADVICE[kind] ?? []);
  return {
    happening: `run is GREEN BUT WRONG, ${first?.happening ?? 'it needs a look'}`,
    danger: '',
    state: run.findings.filter(({ kind }) => ADVICE[kind]).map(({ text }) => text),
    next: first?.next ?? [SHOW_VERSION, LIST_FILES],
    doNot: first?.doNot ?? [],
    evidence: ['Its exit code was 0.', ...appliedLine(run)],
    clears: CLEARS,
    heading: findingHeading(first?.kind ?? 'image-newer'),
    class: `wrong.${first?.kind ?? 'finding'}`,
  };
}

const CLEARS = 'By itself, when a later run ends clean and nothing is wrong with it.';

function appliedLine({ migrations }: Run): string[] {
  const applied = migrations.filter(({ status }) => status === 'applied').map(({ version }) => version);
  return [applied.length === 0 ? 'It applied nothing.' : `It applied ${applied.join(', ')}.`];
}

interface Advice {
  readonly kind: WrongFinding;
  readonly happening: string;
  readonly next: readonly string[];
  readonly doNot: readonly string[];
}

const ADVICE: Readonly<Partial<Record<FindingKind, Advice>>> = {
  'skipped-lower-version': {
    kind: 'skipped-lower-version',
    happening: 'a lower version was merged late and SKIPPED',
    next: [
      SHOW_VERSION,
      LIST_FILES,
      'golang-migrate never goes back for it: give its files a new version, higher than all others, and deploy again.',
    ],
    doNot: ['Do not force a lower version to get it run: everything above it would run a second time.'],
  },
  'image-newer': {
    kind: 'image-newer',
    happening: 'it said no change although the image has new files',
    next: [
      SHOW_VERSION,
      LIST_FILES,
      'Look whether the run used that folder and that database, then deploy again.',
    ],
    doNot: ['Do not force the new version: its change would be missing for ever.'],
  },
  'image-older': {
    kind: 'image-older',
    happening: 'the image is OLDER than the database',
    next: [SHOW_VERSION, LIST_FILES, 'Deploy the image that has the recorded version.'],
    doNot: ['Do not force a lower version to make an old image start: the schema stays the newer one.'],
  },
};
