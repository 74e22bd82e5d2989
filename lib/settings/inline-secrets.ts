import type { SettingsDocument } from './document.ts';
import { formatPath, type Path, type Problem } from './problem.ts';

/** The forms of secrets that may be written into the file by mistake. */
const SECRETS: readonly { readonly what: string; readonly form: RegExp; readonly keys?: RegExp }[] = [
  {
    what: 'the URL of a Slack webhook',
    form: /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\//,
  },
  { what: 'a Slack token', form: /\bxox[a-z]-[A-Za-z0-9-]{10,}/ },
  { what: 'a PagerDuty integration URL', form: /events\.(?:eu\.)?pagerduty\.com\/integration\// },
  // A routing key consists of 32 letters and digits. A secret's name rarely does, and can be given as an ARN instead.
  {
    what: 'a PagerDuty routing key',
    form: /^[A-Za-z0-9]{32}$/,
    keys: /^(?:secret|routingKey|routing_key|key|pagerduty)$/,
  },
  { what: 'an AWS access key', form: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a private key', form: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'a URL with credentials', form: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/@]*:[^\s/]*@/i },
  {
    what: 'a secret',
    form: /^.+$/s,
    keys: /^(?:password|passwd|token|apiKey|api_key|routingKey|routing_key|webhookUrl|webhook_url)$/,
  },
];

/** Finds secrets in the file itself: a problem with advice for each, and their paths. */
export function inlineSecrets(document: SettingsDocument): {
  readonly problems: readonly Problem[];
  readonly paths: readonly Path[];
  readonly isSecret: (path: Path) => boolean;
} {
  const found = [...scalars(document.value, [])].flatMap(({ path, text }) => {
    const key = String(path.filter((part) => typeof part === 'string').at(-1));
    const secret = SECRETS.find(
      ({ form, keys }) => (keys === undefined || keys.test(key)) && form.test(text),
    );
    return secret ? [{ path, what: secret.what }] : [];
  });
  const paths = new Set(found.map(({ path }) => formatPath(path)));
  const problems = found.map(({ path, what }) =>
    document.problem(
      path,
      `${document.called(path)} holds ${what}, which does not belong in this file; expected the name or ARN of a secret in Secrets Manager (aws secretsmanager create-secret). Replace the secret: somebody may have read it here`,
    ),
  );
  return { problems, paths: found.map(({ path }) => path), isSecret: (path) => paths.has(formatPath(path)) };
}

function* scalars(value: unknown, path: Path): Generator<{ path: Path; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield* scalars(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  }
}
