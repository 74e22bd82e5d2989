import { always, type Steps } from '../diagnosis/advice/branches.ts';
import { LIST_FILES, SHOW_VERSION } from '../diagnosis/advice/commands.ts';
import { imageFindings } from '../incidents/image-findings.ts';
import type { WrongFinding } from '../incidents/run-summary.ts';
import { highestOf } from '../model/announcement.ts';
import type { Run } from '../model/run.ts';
import type { ImageFinding } from '../runs/image/compare-image.ts';
import { imageText, theVersions } from '../runs/image/image-text.ts';
import { findingHeading } from './heading.ts';
import type { PageBody, PageInput } from './input.ts';
import { migrationBody } from './migration.ts';

/** The body for a run that exited 0 but did not do what people think it did. */
export function wrongBody(input: PageInput): PageBody {
  const { run, state } = input;
  if (run === null) return migrationBody(input);
  if (run.outcome === 'stopped-early') return { ...migrationBody(input), clears: CLEARS };
  const unfit = imageFindings(state).get(run.id) ?? [];
  const wrong = KINDS.flatMap((kind) => wrongOf(kind, run, unfit));
  const [first] = wrong;
  return {
    happening: `run is GREEN BUT WRONG, ${first?.happening ?? 'it needs a look'}`,
    past: `run was GREEN BUT WRONG, ${first?.past ?? first?.happening ?? 'it needed a look'}`,
    danger: '',
    state: wrong.map(({ text }) => `${text[0]!.toUpperCase()}${text.slice(1)}.`),
    next: always(first?.next ?? LOOK),
    doNot: first?.doNot ?? [],
    evidence: ['Its exit code was 0.', ...appliedLine(run), ...filesLine(run), ...passedLine(unfit)],
    clears: CLEARS,
    heading: findingHeading(first?.kind ?? 'image-newer'),
    class: `wrong.${first?.kind ?? 'finding'}`,
  };
}

const LOOK: Steps = [{ command: SHOW_VERSION }, { command: LIST_FILES }];

const CLEARS = 'By itself, when a later run ends clean and nothing is wrong with it.';

const KINDS = [
  'file-read-in-part',
  'skipped-lower-version',
  'image-newer',
  'image-older',
] as const satisfies WrongFinding[];

interface Wrong extends Advice {
  readonly kind: WrongFinding;
  /** What was found, in one sentence. */
  readonly text: string;
}

/** The finding of this kind, if there is one: the finding derived for the database, which names versions, else the run's own finding. */
function wrongOf(kind: (typeof KINDS)[number], run: Run, unfit: readonly ImageFinding[]): Wrong[] {
  const found = unfit.find((each) => each.kind === kind);
  const text = found ? imageText(found) : run.findings.find((each) => each.kind === kind)?.text;
  return text === undefined ? [] : [{ kind, text, ...ADVICE[kind](found?.versions ?? [], run) }];
}

function appliedLine({ migrations }: Run): string[] {
  const applied = migrations.filter(({ status }) => status === 'applied').map(({ version }) => version);
  return [applied.length === 0 ? 'It applied nothing.' : `It applied ${applied.join(', ')}.`];
}

function filesLine({ announcedFiles: files }: Run): string[] {
  if (files === undefined) return [];
  return [`Its entrypoint announced ${files.count} files, the highest ${highestOf(files)}.`];
}

function passedLine(unfit: readonly ImageFinding[]): string[] {
  const skipped = unfit.find(({ kind }) => kind === 'skipped-lower-version');
  if (skipped === undefined) return [];
  return [`Announcements until ${skipped.stands} was applied did not hold ${theVersions(skipped.versions)}.`];
}

interface Advice {
  readonly happening: string;
  /** What happened, once the trouble is over. If it is left out, `happening` is used. */
  readonly past?: string;
  readonly next: Steps;
  readonly doNot: readonly string[];
}

/** What to say and do, by kind. `versions` is empty when only the run itself has the finding. */
const ADVICE: Readonly<Record<(typeof KINDS)[number], (versions: readonly string[], run: Run) => Advice>> = {
  'file-read-in-part': () => ({
    happening: 'a migration file was read IN PART and may be marked as applied',
    next: [
      { do: 'Compare the schema with the file, statement by statement.' },
      { do: 'If something is missing, execute the rest by hand, or put it into a new migration.' },
    ],
    doNot: ['Do not force: the version is marked clean, and no later run will come back to it.'],
  }),
  'skipped-lower-version': (versions, { announcedFiles: files }) => ({
    happening: `${versions.length === 0 ? 'a lower version' : theVersions(versions)} ${versions.length > 1 ? 'were' : 'was'} merged late and SKIPPED`,
    next: [
      ...LOOK,
      {
        do:
          files === undefined
            ? 'golang-migrate never goes back for it: give its files a new version, higher than all others, and deploy again.'
            : `golang-migrate never goes back: rename the files of ${theVersions(versions)} to a version above ${highestOf(files)}, and deploy again: up applies them then.`,
      },
    ],
    doNot: ['Do not force a lower version to get it run: everything above it would run a second time.'],
  }),
  'image-newer': () => ({
    happening: 'it said no change although the image has new files',
    past: 'it said no change although the image had new files',
    next: [...LOOK, { do: 'Look whether the run used that folder and that database, then deploy again.' }],
    doNot: ['Do not force the new version: its change would be missing for ever.'],
  }),
  'image-older': () => ({
    happening: 'the image is OLDER than the database',
    past: 'the image was OLDER than the database',
    next: [...LOOK, { do: 'Deploy the image that has the recorded version.' }],
    doNot: ['Do not force a lower version to make an old image start: the schema stays the newer one.'],
  }),
};
