/** A case that no error line explains, in the five parts that a person needs. */
export interface RunbookCase {
  readonly meaning: string;
  readonly impact: string;
  readonly firstStep: string;
  readonly repair: string;
  readonly clears: string;
}

const BY_CLEAN_RUN = 'By itself, when a later run of this database ends clean.';
const BY_RIGHT_RUN = 'By itself, when a later run ends clean and nothing is wrong with it.';
const LOOK_AT_SERVER = 'Check whether the server is still executing the migration: the page has the command.';

/** Cases by the anchor of their heading. A page links to one of these, or to an entry of the knowledge table. */
export const CASES = {
  'run-killed': {
    meaning:
      'Something outside ended the run: a stopped task, a deployment, memory running out, a build that timed out. golang-migrate says nothing then.',
    impact:
      'The version it was at is marked dirty, and every further run is refused. PostgreSQL may go on with the statement and still commit it. With CockroachDB the lock stays too, as a row in schema_lock, and every command of golang-migrate is refused until it is deleted.',
    firstStep: LOOK_AT_SERVER,
    repair:
      'Wait until the server is idle. Check whether the change is there: if so, force that version; if not, force the version before it and run again. Then remove what killed it: more memory, a longer time limit, or `STOPSIGNAL SIGINT` in the image, which lets golang-migrate finish the current migration.',
    clears: BY_CLEAN_RUN,
  },
  'run-ended-and-nothing-says-how': {
    meaning:
      'The run is over, or has been silent for hours, and neither its log nor the platform shows how it ended. Its log stream was re-read twice, and had no more lines.',
    impact:
      'It may have done everything, a part, or nothing. If a migration was executing, the database is marked dirty.',
    firstStep: 'Ask the database: `migrate version` says what is recorded and whether it is dirty.',
    repair:
      'Clean and at the version you expect: nothing to do. Dirty: check what is there, force, run again. With `-verbose` the log would name the migration that was executing, and so would the page.',
    clears: BY_CLEAN_RUN,
  },
  'run-stopped-early': {
    meaning:
      'golang-migrate got SIGINT, finished the migration that was executing, and exited with 0. The platform calls that a success. If the log does not show whether more migrations were wanted, the page says so.',
    impact: 'The database is clean, but older than what is being deployed.',
    firstStep: 'Look at the recorded version with `migrate version`, and compare it with the files.',
    repair:
      'Run what the page names. Do not repeat a command that counts (`up N`, `down N`) unchanged: subtract what is done. Do not force.',
    clears: BY_CLEAN_RUN,
  },
  'migration-file-read-in-part': {
    meaning:
      'golang-migrate reads migration files ahead. Reading one of them failed partway (a network source, a bucket, a disk); golang-migrate printed an error and went on.',
    impact:
      'What had been read of that file may have been executed and its version marked clean, although the rest is missing.',
    firstStep:
      'Compare the schema with that file, statement by statement: the page names the files that were being read.',
    repair:
      'All of it is there: nothing to do. Something is missing: execute the rest by hand, or in a new migration. Do not force: no run will come back to that version.',
    clears: BY_RIGHT_RUN,
  },
  'lower-version-skipped': {
    meaning:
      'A file whose version is lower than the recorded one came late, mostly from a branch that was merged after another. golang-migrate only looks upwards and never goes back for it.',
    impact: 'Its change is missing in this database, although every run is green. New databases have it.',
    firstStep: 'Compare the list of files with what is in the database.',
    repair:
      'Give both of its files a new version that is higher than all others, and deploy again. Where it was applied already, write it so that running it twice does no harm (`IF NOT EXISTS`).',
    clears: BY_RIGHT_RUN,
  },
  'image-has-more-files': {
    meaning: 'The run said `no change`, although its image carries versions above the recorded one.',
    impact: 'New migrations have not been applied; code that needs them fails.',
    firstStep:
      'Check which folder and which database the run used: `-path` and `-database` of its command line.',
    repair: 'Correct the one that is wrong, then run again. Do not force the new version.',
    clears: BY_RIGHT_RUN,
  },
  'image-older-than-the-database': {
    meaning:
      'The recorded version has no file in this image: a newer image migrated the database, mostly before the application was rolled back.',
    impact: 'This image can neither go up nor down. The database itself is as it was.',
    firstStep: 'Find the image that applied the recorded version.',
    repair:
      'Deploy an image that has the file. If the change has to go, revert it with that image: `migrate down 1`. Do not force a lower version.',
    clears: BY_RIGHT_RUN,
  },
  'run-is-slow': {
    meaning:
      'The run lasts longer than it should, prints nothing, or took far longer than this database’s runs do.',
    impact: 'Whatever needs its locks has to wait, also in the application, and deployments are held up.',
    firstStep:
      'Check whether its session is working or waiting for a lock, and whose lock: the page has the commands.',
    repair:
      'Waiting: let one of the two give way, and end the application’s session rather than golang-migrate’s. Working: let it work. Do not stop the task: the server may go on alone, and the version would stay dirty.',
    clears: 'By itself, when the run ends. If it does not end clean, that has a page of its own.',
  },
  'expected-run-missing': {
    meaning: 'A run that the settings expect at this time has not begun.',
    impact:
      'Nothing in the database has changed. What comes after the migration may wait, or start on an old schema.',
    firstStep: 'Look at what starts it: the schedule, the pipeline, the task definition.',
    repair:
      'Start it by hand where it should have started. If it did run, its log did not reach migrate-watch: look at the subscription filter of its log group and at `awslogs` or FireLens of its container.',
    clears: 'By itself, when the run begins.',
  },
  'credential-in-a-log': {
    meaning:
      'A line of a log held a password, a token or a key in plain text: mostly a database URL in an error, or a command line that a build repeats.',
    impact:
      'Anyone who can read that log group can use it, and so can every system that the log is forwarded to.',
    firstStep: 'Change the credential in the system that it is for, and in the place where it is stored.',
    repair:
      'Restart what uses it and check that the next run connects. Then delete the log stream, or let its retention end. To keep it from happening again: encode special characters of the password in the URL, use v4.18.2 or later, and take the URL from the environment instead of the command line.',
    clears:
      'Never by itself: a person [acknowledges](#acknowledge-an-incident) it when the credential is changed.',
  },
  'error-pattern-matched': {
    meaning:
      'Lines of a watched log match an error pattern of your own settings. migrate-watch knows only that, and does not keep the lines.',
    impact: 'Whatever you defined the pattern for. Runs need not be affected.',
    firstStep: 'Search the environment’s log groups for the expression, from ten minutes before the page on.',
    repair:
      'Read the lines around the match, and what ran at that time. If the match is of no use, make the expression narrower, or the pattern’s severity lower.',
    clears:
      'By itself, when no line has matched for a quarter of an hour. Lines after that open a new incident.',
  },
  'alarm-without-a-run': {
    meaning: 'A CloudWatch alarm of this environment is in ALARM, and no known run explains it.',
    impact: 'Unknown: the log lines of the run may be missing, so that nothing more can be said.',
    firstStep:
      'Open the alarm: its description says what it counts. Then open the log of the last run in this environment.',
    repair:
      'If the run is there, its log group has no subscription, or delivery fails: look at the alarms of migrate-watch itself. Judge that run by its own log, with `migrate-watch parse`.',
    clears:
      'When a run that explains it is seen, or a person [acknowledges](#acknowledge-an-incident) it. The alarm going back to OK does not end it.',
  },
  'container-not-named': {
    meaning:
      'A task of a `dedicated` source ended badly. It has several containers that may run golang-migrate, the source names none of them, and none printed a line of golang-migrate’s.',
    impact:
      'Not known: a migration may have been executing, or another container failed that has nothing to do with it.',
    firstStep: 'Find out from the logs of the containers that the page names which one runs golang-migrate.',
    repair:
      'Name that container as `container` of the source. From the next run on, its own exit code and reason are reported, and the other containers are ignored.',
    clears: BY_CLEAN_RUN,
  },
  'run-failed-without-an-error-line': {
    meaning:
      'The process ended with an exit code that means failure, and no line of golang-migrate’s says why.',
    impact: 'Not known from the log: a migration may have been executing.',
    firstStep: 'Ask the database: `migrate version` says what is recorded and whether it is dirty.',
    repair:
      'Look at the lines around the end in the log group itself, and at the platform’s stop reason: a script around golang-migrate may have failed before it began. Correct that and run again.',
    clears: BY_CLEAN_RUN,
  },
} as const satisfies Readonly<Record<string, RunbookCase>>;

/** The heading for which GitHub makes this anchor. */
export function caseHeading(anchor: string): string {
  return anchor.charAt(0).toUpperCase() + anchor.slice(1).replaceAll('-', ' ');
}
