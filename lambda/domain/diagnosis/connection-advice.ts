import type { Steps } from './advice/branches.ts';

/** What a connection error means, for wordings that do not say it themselves. */
interface Advice {
  readonly words: RegExp;
  readonly evidence: string;
  readonly steps: Steps;
}

const ADVICE: readonly Advice[] = [
  {
    words: /PAM authentication failed/,
    evidence:
      'On RDS and Aurora, PAM means IAM authentication: the password is a token, and it was missing, older than 15 minutes, made for another user, host or port, or not percent-encoded in the URL.',
    steps: [
      {
        do: 'Create a new token right before the run with `aws rds generate-db-auth-token`, for exactly the host, port and user of the URL, and percent-encode it there. It is valid for 15 minutes.',
      },
      {
        do: 'The IAM role of the job needs rds-db:connect for that database user, and the database user needs the role rds_iam.',
      },
    ],
  },
  {
    words: /unexpected packet/,
    evidence: 'ClickHouse answered in a protocol other than its native one.',
    steps: [
      {
        do: 'Use the native port: 9000, or 9440 with secure=true. 8123 and 8443 are for HTTP, and a port with TLS needs secure=true.',
      },
    ],
  },
];

/** The advice for `message`; `undefined` if it needs no explanation. */
export function connectionAdvice(message: string): Advice | undefined {
  return ADVICE.find(({ words }) => words.test(message));
}
