import { originOfStream } from '../../model/origin.ts';
import { consoleLine } from './console.ts';
import type { EnvelopeName, Peeled } from './layer.ts';
import type { LeadingTime } from './time.ts';

/** An envelope that begins with an ISO time, which is read once for all of these layers. */
export interface TimedLayer extends EnvelopeName {
  /** `rest` is the line from the character after the time. */
  peel(rest: string, time: LeadingTime): Peeled | undefined;
}

const CRI = /^ (?:stdout|stderr) [FP](?: |$)/;
const SYSLOG_ISO = /^ [\w.-]{1,255} (?:[\w.-]{1,64}\/)?([\w./-]{1,128})\[\d{1,10}\]: ?/;
const GITLAB = /^ \d\d[OE][ +]/;
const FLY = /^ app\[([0-9a-z]{4,32})\] \w{3} \[\w{3,9}\] ?/;
const HEROKU = /^ (?:app|heroku)\[([\w.-]{1,64})\]: ?/;
/** A log stream name in `aws logs tail`, recognised by the task or build id at its end. */
const TAIL_STREAM = /^ (\S{0,400}(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))(?: |$)/;

/** Tried in order; first match wins. */
export const TIMED_LAYERS: readonly TimedLayer[] = [
  {
    name: 'kubernetes-cri',
    kind: 'transport',
    source: 'https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md',
    peel: (rest) => stripped(CRI.exec(rest), rest),
  },
  {
    name: 'console-logger',
    kind: 'logger',
    // zap's console encoder, zerolog's ConsoleWriter with an RFC 3339 time, hclog, logback.
    source: 'https://pkg.go.dev/go.uber.org/zap/zapcore#NewConsoleEncoder',
    peel: (rest) => consoleLine(rest),
  },
  {
    name: 'gitlab-ci',
    kind: 'transport',
    source: 'https://docs.gitlab.com/ci/jobs/job_logs/',
    peel: (rest) => stripped(GITLAB.exec(rest), rest),
  },
  {
    name: 'fly',
    kind: 'transport',
    source: 'https://fly.io/docs/flyctl/logs/',
    peel: (rest) => stripped(FLY.exec(rest), rest),
  },
  {
    name: 'heroku',
    kind: 'transport',
    source: 'https://devcenter.heroku.com/articles/logging#log-format',
    peel: (rest) => stripped(HEROKU.exec(rest), rest),
  },
  {
    name: 'syslog-iso',
    kind: 'transport',
    source: 'https://www.rsyslog.com/doc/configuration/templates.html',
    peel: (rest) => stripped(SYSLOG_ISO.exec(rest), rest),
  },
  {
    name: 'aws-logs-tail',
    kind: 'transport',
    source: 'https://docs.aws.amazon.com/cli/latest/reference/logs/tail.html',
    peel: (rest, { zone }) => {
      const match = zone === '' || zone === 'Z' ? null : TAIL_STREAM.exec(rest);
      if (!match) return undefined;
      return { text: rest.slice(match[0].length), ...ofStream(match[1]!) };
    },
  },
  {
    name: 'timestamp',
    kind: 'transport',
    // GitHub Actions' raw logs, `kubectl logs --timestamps`, `docker logs -t`, `aws logs tail --format short`, CloudWatch's
    // export to S3, lines copied from its console.
    source: 'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/',
    peel: (rest, { separator }) =>
      separator === 'T' && (rest === '' || rest.startsWith(' ') || rest.startsWith('\t'))
        ? { text: rest.slice(1) }
        : undefined,
  },
];

function stripped(match: RegExpExecArray | null, rest: string): Peeled | undefined {
  if (!match) return undefined;
  const named = match[1] ?? null;
  return { text: rest.slice(match[0].length), container: named, stream: named };
}

/** Container and stream, from the name of a log stream. */
export function ofStream(stream: string): Pick<Peeled, 'container' | 'stream'> {
  return { container: originOfStream('', stream).container, stream };
}
