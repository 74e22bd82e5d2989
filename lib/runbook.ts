/** What the runbook says about an alarm. */
export interface AlarmGuide {
  /** One sentence: what happened, and what it means for users. */
  readonly meaning: string;
  readonly firstStep: string;
}

/** Every kind of alarm there is; the runbook has one heading for each, see {@link headingOf}. */
export const ALARM_GUIDES = {
  failed: {
    meaning: 'A run failed, and none has ended clean since; what needed its schema may not start.',
    firstStep: 'Read the page of the incident: it says what state the database is in and what to type.',
  },
  killed: {
    meaning: 'A run was ended from outside, or nothing says how it ended; the server may still be at work.',
    firstStep: 'Look whether the statement still runs on the server before you start anything again.',
  },
  dirty: {
    meaning: 'A database is marked dirty; every further run is refused until the mark is repaired.',
    firstStep: 'Look at what the failed migration left behind, then force the version that the page names.',
  },
  blocked: {
    meaning: 'A run was refused because the database was already dirty; deploys that migrate are stuck.',
    firstStep: 'Repair the run that made it dirty; starting it again changes nothing.',
  },
  lock: {
    meaning: 'A run gave up waiting for the lock on the migrations; another one holds it or never let it go.',
    firstStep: 'Find the session that holds the lock, and whether its run is still alive.',
  },
  wrong: {
    meaning: 'A run was green but wrong: it exited 0, and the database is not at what was deployed.',
    firstStep: 'Read the page of the incident: it says what is missing. A later run without it ends this.',
  },
  leak: {
    meaning: 'A log shows a credential; whoever may read that log can use it.',
    firstStep: 'Change the credential, then acknowledge the incident: nothing else ends this.',
  },
  pattern: {
    meaning: 'Lines of a watched log match an error pattern of your settings.',
    firstStep: 'Search the environment’s log groups for the expression, and read the lines around it.',
  },
  'long-running': {
    meaning: 'A run is taking long; what waits for its locks waits too.',
    firstStep: 'Look at the running statement and at who waits for it before you decide to stop it.',
  },
  silent: {
    meaning: 'A run goes on and prints nothing; it may hang.',
    firstStep: 'Look whether its task is alive and what its session in the database is doing.',
  },
  missing: {
    meaning: 'A run that was expected has not come; the schema may be older than what uses it.',
    firstStep: 'Look whether its pipeline or schedule started at all.',
  },
  'unusual-duration': {
    meaning: 'A run takes longer than is usual for this database, by its last clean runs.',
    firstStep: 'Look for a lock, a table that grew, or a statement that rewrites one.',
  },
  'duration-anomaly': {
    meaning: 'Runs of this environment took longer than CloudWatch’s band expects; nobody need hurry.',
    firstStep: 'Compare with the runs before on the dashboard.',
  },
  environment: {
    meaning:
      'Migrations of this environment are in trouble: a run failed, was killed or refused, or a database is dirty.',
    firstStep: 'Open the dashboard: it shows which of the alarms behind this one stand.',
  },
  'function-errors': {
    meaning: 'A function of the monitor fails; runs may be recorded or told of late.',
    firstStep: 'Read the function’s log; its requests end in the dead letters when the last try failed.',
  },
  'function-throttles': {
    meaning: 'A function of the monitor is throttled; runs are recorded late.',
    firstStep: 'Compare the account’s concurrency limit with what its other functions use.',
  },
  'dropped-requests': {
    meaning: 'Lambda gave up on requests to a function of the monitor.',
    firstStep: 'Mend what the function’s log complains of, then send them again: npx migrate-watch redrive.',
  },
  'dead-letters': {
    meaning:
      'Requests that could not be handled lie in a dead-letter queue; nothing handles them until somebody does.',
    firstStep:
      'Mend the cause, which npx migrate-watch redrive --dry-run names, then send them again by the same command. They are kept for 14 days.',
  },
  'waiting-pages': {
    meaning:
      'Pages wait for a channel that does not take them; people are told late, or by other channels only.',
    firstStep:
      'Read the deliverer’s log: it says what the receiver answered. Pages go out by themselves once it takes them.',
  },
  'log-delivery': {
    meaning: 'CloudWatch Logs could not hand log events to the monitor; lines of runs may be missing.',
    firstStep: 'Look whether the ingest function and its permission for CloudWatch Logs are there.',
  },
  'unrecognized-lines': {
    meaning: 'Many lines near migrations are not understood; golang-migrate may print something new.',
    firstStep: 'Look at the lines in the log group, and whether golang-migrate’s version changed.',
  },
  'rejected-inputs': {
    meaning: 'The monitor was sent something that it cannot read.',
    firstStep:
      'Read the dead letters of its functions, and "cannot be read" in the logs of functions; something else may send to them.',
  },
  'refused-pages': {
    meaning: 'A receiver of pages refused one for good; people may not have been told.',
    firstStep: 'Read the deliverer’s log: a secret may be wrong or rotated, a webhook gone.',
  },
  'unmatched-runs': {
    meaning: 'Runs end that no source names the database of; they are judged and told of as `unmatched`.',
    firstStep: 'Find them in the log of runs, and give their source a rule that fits them.',
  },
  sweep: {
    meaning: 'The sweep sends no gauges; hanging runs, dirty databases and reminders go unseen.',
    firstStep: 'Look at the schedule, then at the log and the errors of the sweep function.',
  },
  'canary-not-seen': {
    meaning:
      'Test runs do not come through from the log group to the page: real runs may not be recorded, and nobody paged.',
    firstStep:
      'Look in the log of the page function for "the canary is not seen", then for errors of canary, ingest and page.',
  },
  'notifications-failed': {
    meaning: 'SNS could not deliver messages of a topic; people may not have been told.',
    firstStep: 'Look into the dead letters of the topic’s subscriptions.',
  },
  'trouble-recorded': {
    meaning:
      'A run was recorded as failed, refused, killed or lost. This speaks to nobody: it lets the page-path alarm see trouble that a broken page function makes no incident of.',
    firstStep: 'Look whether the page-path alarm stands as well; if not, pages tell of it.',
  },
  'page-path': {
    meaning:
      'The way that pages take is broken while a critical alarm of this environment stands: nobody was paged.',
    firstStep: 'Look at the environment’s dashboard now; mend the page function afterwards.',
  },
} as const satisfies Record<string, AlarmGuide>;

export type AlarmKind = keyof typeof ALARM_GUIDES;

/** Heading of an alarm in the runbook, which is also its anchor. */
export function headingOf(kind: AlarmKind): string {
  return `alarm-${kind}`;
}

/** The runbook's part about alarms, as Markdown. */
export function renderAlarmGuides(): string {
  const sections = Object.entries<AlarmGuide>(ALARM_GUIDES).map(
    ([kind, { meaning, firstStep }]) =>
      `### ${headingOf(kind as AlarmKind)}\n\n${meaning}\n\n- First step: ${firstStep}`,
  );
  return ['## Alarms\n\nEvery alarm’s description leads here.', ...sections].join('\n\n');
}
