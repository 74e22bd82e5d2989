import { DIGITS, LETTERS, type Peeled, type PrefixLayer, type SharedLayer } from './layer.ts';
import { leadingTime } from './time.ts';
import { ofStream } from './timed.ts';

const COMPOSE = /^([A-Za-z0-9][\w.-]{0,127}[-_]\d{1,4}) {1,64}\|(?: |$)/;
const COMPOSE_EXIT = /^([A-Za-z0-9][\w.-]{0,127}[-_]\d{1,4}) exited with code \d{1,3}$/;
const KUBECTL = /^\[pod\/([\w.-]{1,253})\/([\w.-]{1,253})\](?: |$)/;
const RUN_VIEW = /^([^\t]{1,300})\t[^\t]{1,300}\t\ufeff?(?=\d{4}-\d\d-\d\dT)/;
const SYSLOG_BSD =
  /^(?:<\d{1,3}>)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-3]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? (?:[\w.-]{1,255} )?(?:[\w.-]{1,64}\/)?([\w./-]{1,128})(?:\[\d{1,10}\])?: ?/;
const SYSLOG_5424 =
  /^<\d{1,3}>1 (\S{1,64}) \S{1,255} (?:\w{1,16}\/)?(\S{1,48}) \S{1,128} \S{1,32} (?:-|(?:\[[^\]]{0,1024}\])+)(?: |$)/;
const AWSLOGS = /^\/\S{1,512} (\S{1,512}(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))(?: |$)/;
const AWS_TEXT = /^EVENTS\t(?:\d{50,64}\t)?\d{13}\t(?:([^\t]{1,512})\t)??([^\n]*)\t(\d{13})$/;
const BUILDKIT = /^#\d{1,4} \d{1,6}\.\d{1,3} /;

function named(stream: string, text: string, container = stream): Peeled {
  return { text, container, stream };
}

/**
 * Formats of platforms that are proven by their prefix alone. Tried in order; first match wins. A format that can begin with any
 * letter tests for a literal first, which is cheap.
 */
export const PLATFORM_LAYERS: readonly PrefixLayer[] = [
  {
    name: 'docker-compose',
    kind: 'transport',
    source: 'https://docs.docker.com/reference/cli/docker/compose/logs/',
    first: LETTERS + DIGITS,
    peel: (text) => {
      const match = text.includes('|') ? COMPOSE.exec(text) : null;
      return match ? named(match[1]!, text.slice(match[0].length)) : undefined;
    },
  },
  {
    name: 'docker-compose-exit',
    kind: 'transport',
    source: 'https://docs.docker.com/reference/cli/docker/compose/up/',
    first: LETTERS + DIGITS,
    peel: (text) => {
      const match = text.includes(' exited with code ') ? COMPOSE_EXIT.exec(text) : null;
      return match ? named(match[1]!, text) : undefined;
    },
  },
  {
    name: 'kubectl-prefix',
    kind: 'transport',
    source: 'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/',
    first: '[',
    peel: (text) => {
      const match = KUBECTL.exec(text);
      return match ? named(`${match[1]}/${match[2]}`, text.slice(match[0].length), match[2]!) : undefined;
    },
  },
  {
    name: 'gh-run-view',
    kind: 'transport',
    source: 'https://cli.github.com/manual/gh_run_view',
    first: LETTERS + DIGITS,
    peel: (text) => {
      const match = text.includes('\t') ? RUN_VIEW.exec(text) : null;
      return match ? { text: text.slice(match[0].length), stream: match[1]! } : undefined;
    },
  },
  {
    name: 'syslog-bsd',
    kind: 'transport',
    // journalctl's default output is the same. Neither contains the year, so the time is not used.
    source: 'https://datatracker.ietf.org/doc/html/rfc3164#section-4.1',
    first: '<JFMASOND',
    peel: (text) => {
      const match = SYSLOG_BSD.exec(text);
      return match ? named(match[1]!, text.slice(match[0].length)) : undefined;
    },
  },
  {
    name: 'syslog-5424',
    kind: 'transport',
    source: 'https://datatracker.ietf.org/doc/html/rfc5424#section-6',
    first: '<',
    peel: (text) => {
      const match = SYSLOG_5424.exec(text);
      if (!match) return undefined;
      const at = leadingTime(match[1]!)?.at ?? null;
      return { ...named(match[2]!, text.slice(match[0].length)), at };
    },
  },
  {
    name: 'awslogs-get',
    kind: 'transport',
    source: 'https://github.com/jorgebastida/awslogs',
    first: '/',
    peel: (text) => {
      const match = AWSLOGS.exec(text);
      return match ? { text: text.slice(match[0].length), ...ofStream(match[1]!) } : undefined;
    },
  },
  {
    name: 'aws-logs-text',
    kind: 'transport',
    // `aws logs get-log-events` and `filter-log-events` with `--output text`: columns in the order of their names.
    source: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-output-format.html#text-output',
    first: 'E',
    peel: (text) => awsText(text),
  },
  {
    name: 'buildkit',
    kind: 'transport',
    source: 'https://docs.docker.com/reference/cli/docker/buildx/build/#progress',
    first: '#',
    peel: (text) => {
      const match = BUILDKIT.exec(text);
      return match ? { text: text.slice(match[0].length) } : undefined;
    },
  },
];

function awsText(text: string): Peeled | undefined {
  if (!text.startsWith('EVENTS\t') || !AWS_TEXT.test(text)) return undefined;
  const columns = text.split('\t');
  // filter-log-events: event id, ingestion time, stream, message, time; get-log-events: ingestion time, message, time.
  const filtered = columns[1]!.length >= 50;
  const message = columns.slice(filtered ? 4 : 2, -1).join('\t');
  return { text: message, at: Number(columns.at(-1)), ...(filtered ? ofStream(columns[3]!) : {}) };
}

const COMPOSE_NAMED = /^([A-Za-z0-9][\w.-]{0,127}) {1,64}\|(?: |$)/;
const STERN = /^([a-z0-9][a-z0-9.-]{0,250}-[a-z0-9]{5}) ([a-z0-9][a-z0-9-]{0,62}) /;
const TAIL_NAMED = /^ ([A-Za-z][\w./[\]$#-]{0,511}) /;
/** First words of golang-migrate's own lines, which are not names of log streams. */
const OWN_WORD =
  /^(?:Start|Scheduled|Read|Finished|Closing|Stopping|error|Error|Dirty|Are|no|panic|migration)$/;

/** Envelopes whose form other text has too (a psql table, two lower-case words): used only when samples agree. */
export const SHARED_LAYERS: readonly SharedLayer[] = [
  {
    name: 'docker-compose-named',
    kind: 'transport',
    source: 'https://docs.docker.com/reference/compose-file/services/#container_name',
    first: LETTERS + DIGITS,
    detect: (samples) => agree(samples, (text) => COMPOSE_NAMED.test(text)),
    peel: (text) => {
      const match = COMPOSE_NAMED.exec(text);
      return match ? named(match[1]!, text.slice(match[0].length)) : undefined;
    },
  },
  {
    name: 'stern',
    kind: 'transport',
    source: 'https://github.com/stern/stern#output',
    first: LETTERS + DIGITS,
    detect: (samples) => samples.length > 1 && agree(samples, (text) => STERN.test(text)),
    peel: (text) => {
      const match = STERN.exec(text);
      return match ? named(`${match[1]}/${match[2]}`, text.slice(match[0].length), match[2]!) : undefined;
    },
  },
  {
    name: 'aws-logs-tail-named',
    kind: 'transport',
    source: 'https://docs.aws.amazon.com/cli/latest/reference/logs/tail.html',
    first: DIGITS,
    detect: (samples) => samples.length > 1 && agree(samples, (text) => tailNamed(text) !== undefined),
    peel: tailNamed,
  },
];

/** Does the layer fit at least half of the samples? */
function agree(samples: readonly string[], fits: (text: string) => boolean): boolean {
  return samples.length > 0 && samples.filter(fits).length * 2 >= samples.length;
}

function tailNamed(text: string): Peeled | undefined {
  const time = leadingTime(text);
  if (time?.separator !== 'T' || time.zone === '' || time.zone === 'Z') return undefined;
  const match = TAIL_NAMED.exec(text.slice(time.end, time.end + 600));
  if (!match || OWN_WORD.test(match[1]!)) return undefined;
  return { text: text.slice(time.end + match[0].length), at: time.at, ...ofStream(match[1]!) };
}
