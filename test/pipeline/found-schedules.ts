import type { Schedule } from './schedule.ts';

/** Schedules that came out wrong once, as `npm run schedules:new` prints them. */
export const FOUND: readonly { readonly was: string; readonly schedule: Schedule }[] = [
  {
    was: 'a message sent late took a run away from the database that it had come back to',
    schedule: {
      references: ['tries again, and gets further', 'announced databases'],
      cuts: [6, 1],
      repeats: [],
      choices: [144],
      faults: [
        { call: 13, fault: 'crash-before' },
        { call: 34, fault: 'crash-before' },
        { call: 41, fault: 'crash-before' },
      ],
    },
  },
  {
    was: 'a message sent late said that a run was replaced which had come back',
    schedule: {
      references: ['announced in a dedicated container', 'a version skipped'],
      cuts: [1, 2],
      repeats: [[0, 0]],
      choices: [184, 148, 188, 0, 0, 0, 28],
      faults: [{ call: 16, fault: 'crash-before' }],
    },
  },
  {
    was: 'an incident whose write arrived late was named no more, and stayed open',
    schedule: {
      references: ['build of three databases', 'three applied'],
      cuts: [6, 4],
      repeats: [],
      choices: [0, 0, 0, 0, 180],
      faults: [{ call: 14, fault: 'late' }],
    },
  },
  {
    was: 'an incident was opened twice, because what had ended it was taken back',
    schedule: {
      references: ['announced databases', 'build of three databases'],
      cuts: [2, 1],
      repeats: [[9, 1]],
      choices: [192, 156],
      faults: [],
    },
  },
];
