import { addCommand, type Program } from '../command.ts';
import { SINCE_FORMS } from '../since.ts';

const HELP = `\
Reads plain and -verbose output of golang-migrate, and of its library through zap, zerolog, logrus, slog or logfmt, \
with what awslogs, FireLens, Fluent Bit, Vector, Filebeat, CodeBuild, docker, Kubernetes and GitHub Actions put around it; gzip; UTF-8 and UTF-16; \
texts quoted by # > -- or // before each line; exports of CloudWatch, Datadog, Loki, Grafana, Elasticsearch, \
Splunk, Google Cloud and Azure as JSON, or as CSV. Secrets are masked.

Each run is explained when it ends: when the next one begins, when its last line was followed by half a second of \
silence, or when the text ends. Ctrl-C explains what was read so far.

Limits: a log of lines, also in gzip, may have any size and takes less than 300 MB of memory. An export (JSON or \
CSV) is read as a whole, up to 512 MiB unpacked. A log of more than 20,000 lines or 8 MiB is read in parts: a \
secret that only its first mention shows is masked in that part.

Examples:
  migrate -path db -database "$DATABASE_URL" -verbose up 2>&1 | migrate-watch parse
  migrate-watch parse build.log
  migrate-watch parse --failed --since 7d *.log
  migrate-watch parse --follow /var/log/migrate.log
  aws logs tail /ecs/orders --since 1h --follow | migrate-watch parse
  kubectl logs -f job/migrate | migrate-watch parse --json

Exit codes: 0 the text was read, with any outcome of its runs; 1 (only with --exit-code) a run did not end clean, or \
there is no run although the text shows golang-migrate's command (up, down, goto) or that it could not be started; \
2 an input cannot be read, the others are explained; 130 interrupted.`;

export function addParse(to: Program): void {
  addCommand(to, { name: 'parse', description: 'explain the golang-migrate runs in a log', help: HELP })
    .argument('[files...]', 'log files; standard input when left out or -')
    .option('--json', 'one JSON object per run and line, nothing when there is no run')
    .option('--failed', 'only runs that did not end clean')
    .option('--last', 'only the last run')
    .option('--since <time>', `only runs that ended after a time, or have none: ${SINCE_FORMS}`)
    .option('--follow', 'go on when the file grows, until Ctrl-C; follows rotation')
    .option('--exit-code', 'exit 1 when a run did not end clean, or did not begin')
    .action((files: readonly string[], options: object) =>
      to.run(async () => (await import('../parse.ts')).parse(files, options, Date.now())),
    );
}
