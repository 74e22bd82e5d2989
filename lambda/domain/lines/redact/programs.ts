/** A flag by which a program takes a credential. */
export interface ProgramFlag {
  readonly flag: string;
  /** The value follows only directly, as in `-pVALUE`. If a blank follows the flag, the program asks for the password. */
  readonly attachedOnly?: true;
  /** For `user:password`: the text before this sign stays; without the sign there is no password. */
  readonly behind?: ':' | '%' | ',' | '=';
  /** How many words follow the flag, the last one being the credential; the credential is never in the flag's own word. */
  readonly words?: number;
  /** Short flags may be combined: `-su user:password`. */
  readonly joins?: true;
}

/** A program's command that takes a credential without a flag: the n-th word after the command, or the value of `KEY=value`. */
export interface ProgramCommand {
  readonly command: RegExp;
  readonly words?: readonly number[];
  readonly assigned?: true;
}

export interface Program {
  readonly flags?: readonly ProgramFlag[];
  readonly commands?: readonly ProgramCommand[];
  /** The program's login is a word of the form `user/password@service`. */
  readonly oracle?: true;
}

const flags = (...names: readonly string[]): readonly ProgramFlag[] => names.map((flag) => ({ flag }));
const pairs = (behind: ProgramFlag['behind'] & string, ...names: readonly string[]): readonly ProgramFlag[] =>
  names.map((flag) => ({ flag, behind }));

const ASSIGN = (command: RegExp): Program => ({ commands: [{ command, assigned: true }] });
/** htpasswd with `b` takes the password as an argument: `-nb user password`; without `n`, a file comes before them. */
const HTPASSWD: readonly ProgramFlag[] = [
  ...['-nb', '-bn', '-Bbn', '-Bnb'].map((flag) => ({ flag, words: 2 })),
  ...['-b', '-cb', '-bc', '-Bb', '-cBb', '-Bbc'].map((flag) => ({ flag, words: 3 })),
];

/** The flags are listed by program, because for another program the same flag means something else (`psql -p 5432`). */
const PROGRAMS: readonly (readonly [names: string, program: Program])[] = [
  [
    'mysql\\w*|mariadb[\\w-]*',
    { flags: [{ flag: '-p', attachedOnly: true }], commands: [{ command: /^password$/, words: [1] }] },
  ],
  // `docker login`, `az login`, `helm registry login`; `vault login TOKEN` has no flag.
  ['login', { flags: flags('-p') }],
  [
    'vault|cargo|hcp|snyk',
    {
      commands: [
        { command: /^(?:login|unseal|auth)$/, words: [1] },
        { command: /^(?:put|write|patch|login)$/, assigned: true },
      ],
    },
  ],
  ['sshpass|mongo\\w*|cqlsh|twine|beeline|ncftp\\w*|useradd|usermod|rabbitmqadmin', { flags: flags('-p') }],
  ['security', { flags: flags('-p', '-w') }],
  ['az|cf|oc', { flags: [...flags('-p', '--value'), ...pairs('=', '--settings')] }],
  ['7za?', { flags: [{ flag: '-p', attachedOnly: true }] }],
  [
    'curl',
    {
      flags: [
        { flag: '-u', behind: ':', joins: true },
        ...pairs(':', '--user', '-U', '--proxy-user'),
        ...pairs(':', '-E', '--cert'),
        ...pairs('=', '-b', '--cookie'),
      ],
    },
  ],
  ['https?', { flags: pairs(':', '-a', '--auth') }],
  ['etcdctl|influx', { flags: [...pairs(':', '--user', '-u'), ...flags('-t')] }],
  [
    'smb\\w+|winexe|rpcclient|net',
    { flags: pairs('%', '-U', '--user'), commands: [{ command: /^(?:use|user)$/, words: [2] }] },
  ],
  ['lftp', { flags: pairs(',', '-u', '--user') }],
  ['sqlcmd|bcp|tsql|isql\\w*|osql|fisql|unzip|zip|ipmitool|mosquitto_\\w+', { flags: flags('-P') }],
  ['snmp\\w+', { flags: flags('-A', '-X', '-c') }],
  ['ssh-keygen', { flags: flags('-P', '-N') }],
  ['(?:redis|valkey|keydb)-cli', { flags: flags('-a'), commands: [{ command: /^auth$/i, words: [1, 2] }] }],
  ['ldap\\w+', { flags: flags('-w', '-s') }],
  ['htpasswd', { flags: HTPASSWD }],
  [
    'openssl',
    {
      flags: flags('-k', '-K', '-pass', '-passin', '-passout'),
      commands: [{ command: /^passwd$/, words: [1] }],
    },
  ],
  ['aws', { commands: [{ command: /^aws_(?:secret_access_key|session_token)$/, words: [1] }] }],
  ['put-parameter', { flags: flags('--value') }], // `aws ssm put-parameter`
  ['nuget|dotnet', { flags: flags('-k', '-ApiKey') }],
  ['npm|pnpm|yarn', { commands: [{ command: /^_(?:auth|authToken|password)$/, words: [1] }] }],
  ['rabbitmqctl', { commands: [{ command: /^(?:add_user|change_password)$/, words: [2] }] }],
  ['mc|mcli', { commands: [{ command: /^(?:set|add)$/, words: [3, 4] }] }],
  ['rclone', { commands: [{ command: /^obscure$/, words: [1] }] }],
  ['ConvertTo-SecureString', { commands: [{ command: /^ConvertTo-SecureString$/, words: [1] }] }],
  ['pulumi', { commands: [{ command: /^set$/, words: [2] }] }],
  [
    'poetry',
    {
      flags: flags('-p'),
      commands: [
        { command: /^http-basic\./, words: [2] },
        { command: /^pypi-token\./, words: [1] },
      ],
    },
  ],
  ['op', { flags: flags('--session') }],
  ['gh', { flags: flags('-b', '--body') }],
  ['kubectl|oc', { flags: pairs('=', '--from-literal') }],
  [
    'fly(?:ctl)?|heroku|railway|supabase|doppler|eb|wrangler|dokku',
    ASSIGN(/^(?:set|config:set|setenv|variables)$/),
  ],
  ['sqlplus|sqlldr|expdp|impdp|exp|imp|rman|sqlcl', { oracle: true }],
];

/** Cheap test before the table is searched: a program's name, after a path, a mark of the platform, or a substitution. */
const PROGRAM = new RegExp(
  `(?:^|[/\\\\\\]()\`@{=])(${PROGRAMS.map(([names]) => names).join('|')})(?:\\.exe)?$`,
);
/** Names of programs that may take a credential without a flag, for an expression. */
export const WITHOUT_FLAG = PROGRAMS.filter(([, { commands, oracle }]) => commands ?? oracle)
  .map(([names]) => names)
  .join('|');
const BY_NAME = PROGRAMS.map(([names, program]) => [new RegExp(`^(?:${names})$`), program] as const);

/** The program that `word` names; `undefined` when it is not in the table. */
export function programOf(word: string): Program | undefined {
  const name = word.length > 256 ? undefined : PROGRAM.exec(word)?.[1];
  return name === undefined ? undefined : BY_NAME.find(([names]) => names.test(name))?.[1];
}
