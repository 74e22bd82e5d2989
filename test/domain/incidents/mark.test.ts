import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markOfAlarm, markOfMissing, parseMark } from '../../../lambda/domain/incidents/mark.ts';

test('an alarm’s name and time are read as they were written, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.integer(), (name, at) => {
      expect(parseMark(markOfAlarm({ name, at }))).toEqual({ kind: 'alarm', name, at });
    }),
    { seed: 1 },
  );
  expect(parseMark('alarm:a@b\nc@7')).toEqual({ kind: 'alarm', name: 'a@b\nc', at: 7 });
});

test('so is an expected run', () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(parseMark(markOfMissing({ id }))).toEqual({ kind: 'missing', id });
    }),
    { seed: 1 },
  );
});

test.each(['ecs/0123/migrate-lq2f', 'alarm', 'alarm:without a time', 'an alarm:x@1', ''])(
  '%j is the id of a run',
  (mark) => {
    expect(parseMark(mark)).toEqual({ kind: 'run', id: mark });
  },
);
