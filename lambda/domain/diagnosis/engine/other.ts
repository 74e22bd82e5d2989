import { always } from '../advice/branches.ts';
import { postgres } from './postgres.ts';
import type { EngineProfile } from './profile.ts';

/** Null object for engines without a profile: it claims nothing about them. */
export const other: EngineProfile = {
  // rqlite is declared as `other`, and prints SQLite's messages.
  drivers: ['cockroach', 'other', 'sqlite'],
  knowsLostConnection: false,
  hasConcurrently: false,
  mayWrapFile: true,
  migrateSessions: [],
  lockRejected: {},
  grammar: postgres.grammar,
  survivingChanges: () => ({
    survives: 'perhaps',
    evidence: ['How this engine treats a failed file is not known.'],
  }),
  lostClient: {
    goesOn: false,
    evidence: 'It is not known whether this engine stops when its client is gone.',
    notices: [],
    end: [{ do: 'Only if it must not finish, end that session on the server.' }],
  },
  sessions: [{ do: "Look at the server's list of sessions." }],
  blocked: [
    {
      do: "Look at the server's list of sessions: is the migration working, or blocked by another session?",
    },
  ],
  lockHeld: (onwards) =>
    always([
      {
        do: 'Find the other migrate and wait until it ends; a lock kept as a row outlives a killed process.',
      },
      ...onwards,
    ]),
  lockLeft: [],
  tableLocked: [],
  typeToEnd: null,
  tables: { do: 'List the tables of the database.' },
  versionRow: null,
};

/** The engine was neither declared nor recognised. */
export const notKnown: EngineProfile = {
  ...other,
  knowsLostConnection: true,
  lostClient: {
    ...other.lostClient,
    evidence: 'The engine is not known: PostgreSQL and MySQL usually finish what they were sent.',
  },
};
