import type { Scenario } from '../scenario.ts';
import { SHOP } from './migrations.ts';

/** Loggers that services pass to the library; `scripts/capture/library/main.go` has them. */
const LOGGERS = [
  'std',
  'std-prefix',
  'zap',
  'zap-console',
  'zerolog',
  'logrus',
  'logrus-json',
  'slog',
  'slog-json',
];

const FAILING = {
  ...SHOP,
  '4_add_phone.up.sql':
    "ALTER TABLE users ADD COLUMN phone TEXT;\nALTER TABEL users ADD COLUMN fax TEXT DEFAULT 'none';\n",
};

/** Services that migrate with the library when they start: golang-migrate's lines inside another program's log. */
export const LIBRARY: readonly Scenario[] = [
  ...LOGGERS.map(
    (logger): Scenario => ({
      name: `library-${logger}`,
      note: `A service with the logger ${logger}: a success, nothing to do, a syntax error in a file of two statements, the dirty start after it.`,
      engine: 'postgres',
      output: 'both',
      migrations: SHOP,
      steps: [
        { run: '', library: logger, flags: ['-closes'] },
        { run: '', library: logger },
        { run: '', library: logger, files: { '4_add_phone.up.sql': FAILING['4_add_phone.up.sql'] } },
        { run: '', library: logger },
      ],
    }),
  ),
  {
    name: 'library-no-logger',
    note: 'No logger, the default: the library prints nothing at all; only the error that the service prints shows.',
    engine: 'postgres',
    migrations: FAILING,
    steps: [
      { run: '', library: 'none' },
      { run: '', library: 'none' },
    ],
  },
  {
    name: 'library-no-change-as-error',
    note: 'A service that treats ErrNoChange as an error: exit 1 although nothing is wrong.',
    engine: 'postgres',
    migrations: SHOP,
    steps: [
      { run: '', library: 'none', preparation: true },
      { run: '', library: 'none', flags: ['-strict'] },
      { run: '', library: 'std', flags: ['-strict', '-panics'] },
    ],
  },
  {
    name: 'library-panics',
    note: 'A service that panics with the error that the library returned.',
    engine: 'postgres',
    output: 'verbose',
    migrations: FAILING,
    steps: [{ run: '', library: 'zap', flags: ['-panics'] }],
  },
];
