/** The runbook's text about an alarm. */
export interface AlarmGuide {
  /** One sentence: what happened, and what it means for users. */
  readonly meaning: string;
  readonly firstStep: string;
}

/** All kinds of alarms; the runbook has one heading for each, see {@link headingOf}. */
export const ALARM_GUIDES = {
  failed: {
    meaning: 'A run failed, and no run has ended clean since; services that need its schema may not start.',
    firstStep: 'Read the page of the incident: it says what state the database is in and what to type.',
  },
  killed: {
    meaning: 'A run was ended from outside, or its end is unknown; the server may still be working.',
    firstStep: 'Check whether the statement still runs on the server before you start anything again.',
  },
  dirty: {
    meaning: 'A database is marked dirty; every further run is refused until it is repaired.',
    firstStep: 'Check what the failed migration left behind, then force the version that the page names.',
  },
  blocked: {
    meaning: 'A run was refused because the database was already dirty; deploys that migrate are stuck.',
    firstStep: 'Repair what the run that made it dirty left behind; starting it again changes nothing.',
  },
  lock: {
    meaning:
      'A run gave up waiting for the lock on the migrations; another session holds it or never released it.',
    firstStep: 'Find the session that holds the lock, and whether its run is still alive.',
  },
  wrong: {
    meaning: 'A run was green but wrong: it exited 0, but the database does not have what was deployed.',
    firstStep:
      'Read the page of the incident: it says what is missing. A later run without this fault ends the incident.',
  },
  leak: {
    meaning: 'A log shows a credential; everybody who may read that log can use it.',
    firstStep: 'Change the credential, then acknowledge the incident: nothing else ends it.',
  },
  pattern: {
    meaning: 'Lines of a watched log match an error pattern of your settings.',
    firstStep: 'Search the environment’s log groups for the expression, and read the lines around it.',
  },
  slow: {
    meaning: 'A run takes long, or goes on and prints nothing; sessions that need its locks wait too.',
    firstStep:
      'Read the page of the incident, then look at its session in the database and at the sessions that wait for it, before you decide to stop it.',
  },
  missing: {
    meaning: 'An expected run has not started; the schema may be older than the services that use it.',
    firstStep: 'Check whether its pipeline or schedule started at all.',
  },
  'unusual-duration': {
    meaning: 'A migration takes longer than expected from its time in the environment before.',
    firstStep: 'Look for a lock, a table that grew, or a statement that rewrites one.',
  },
  'duration-anomaly': {
    meaning: 'Runs of this environment took longer than CloudWatch’s band expects; this is not urgent.',
    firstStep: 'Compare with earlier runs on the dashboard.',
  },
  environment: {
    meaning:
      'Migrations of this environment are in trouble: a run failed, was killed or refused, or a database is dirty.',
    firstStep: 'Open the dashboard: it shows which of this alarm’s children are on.',
  },
  'function-errors': {
    meaning: 'A function of the monitor fails; runs may be recorded or reported late.',
    firstStep: 'Read the function’s log; a request goes to the dead-letter queue when its last try fails.',
  },
  'function-throttles': {
    meaning: 'A function of the monitor is throttled; runs are recorded late.',
    firstStep: 'Compare the account’s concurrency limit with what its other functions use.',
  },
  'dropped-requests': {
    meaning: 'Lambda gave up on requests to a function of the monitor.',
    firstStep:
      'Mend the fault that the function’s log shows, then send the requests again: npx migrate-watch redrive.',
  },
  'dead-letters': {
    meaning:
      'A dead-letter queue holds requests that could not be processed; they wait there until somebody sends them again.',
    firstStep:
      'Mend the cause, which npx migrate-watch redrive --dry-run names, then send them again with npx migrate-watch redrive. They are kept for 14 days.',
  },
  'waiting-pages': {
    meaning:
      'Pages wait for a channel that does not take them; people are notified late, or only through other channels.',
    firstStep:
      'Read the deliverer’s log: it says what the receiver answered. Pages go out by themselves once it takes them.',
  },
  'log-delivery': {
    meaning: 'CloudWatch Logs could not deliver log events to the monitor; lines of runs may be missing.',
    firstStep:
      'Find the log group in the metrics of AWS/Logs by DestinationType and FilterName, then check that the ingest function and its permission exist.',
  },
  'unrecognized-lines': {
    meaning: 'Many lines near migrations are not understood; golang-migrate may print something new.',
    firstStep: 'Look at the lines in the log group, and check whether golang-migrate’s version changed.',
  },
  'rejected-inputs': {
    meaning: 'The monitor was sent something that it cannot read.',
    firstStep:
      'Read the dead letters of its functions, and search the functions’ logs for "cannot be read"; other software may send to them.',
  },
  'refused-pages': {
    meaning: 'A receiver refused a page for good; people may not have been notified.',
    firstStep: 'Read the deliverer’s log: a secret may be wrong or rotated, or a webhook may be deleted.',
  },
  'unconfirmed-mails': {
    meaning:
      'An e-mail address of the settings gets no pages: nobody has confirmed its subscription, or the subscription is gone.',
    firstStep:
      'npx migrate-watch doctor names the address. Confirm the mail of AWS; if the subscription is gone, take the address out of the routes, deploy, put it back, and deploy again. A mail scanner that opens every link may have unsubscribed it: docs/channels.md says how to prevent that.',
  },
  'test-page': {
    meaning: 'Nothing is wrong: somebody tests whether alarms about the monitor reach people.',
    firstStep: 'Tell the person who runs npx migrate-watch test-page --severity health that it came.',
  },
  'unmatched-runs': {
    meaning: 'Runs ended whose database no source names; they are judged and reported as `unmatched`.',
    firstStep: 'Find them in the log of runs, and give their source a rule that fits them.',
  },
  sweep: {
    meaning:
      'The sweep sends no gauges; hanging runs and dirty databases go unseen, and no reminders are sent.',
    firstStep: 'Look at the schedule, then at the log and the errors of the sweep function.',
  },
  'canary-not-seen': {
    meaning:
      'Test runs do not get through from the log group to the page: real runs may not be recorded, and nobody may be paged.',
    firstStep:
      'Look in the log of the page function for "the canary is not seen", then for errors of canary, ingest and page.',
  },
  'notifications-failed': {
    meaning: 'SNS could not deliver messages of a topic; people may not have been notified.',
    firstStep: 'Look at the dead letters of the topic’s subscriptions.',
  },
  'trouble-recorded': {
    meaning:
      'A run was recorded as failed, refused, killed, lost, or slow beyond a critical limit. This alarm notifies nobody: the page-path alarm reads it, because a broken page function opens no incident.',
    firstStep: 'Check whether the page-path alarm is on as well; if not, pages report the run.',
  },
  'page-path-broken': {
    meaning:
      'A part of the page path is broken: people may not be notified. This alarm notifies nobody: the page-path alarms read it, and the alarm of the broken part notifies people.',
    firstStep: 'Look which of this alarm’s children are on, and follow their own first steps.',
  },
  'alarm-group': {
    meaning:
      'One of several alarms is on that do not fit into the rule of a single alarm. It notifies nobody.',
    firstStep: 'Look which of this alarm’s children are on, and follow their own first steps.',
  },
  'page-path': {
    meaning:
      'The path of pages is broken while a critical alarm of this environment is on: nobody may have been paged.',
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
