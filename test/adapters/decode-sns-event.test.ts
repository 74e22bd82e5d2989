import { expect, test } from 'vitest';
import { decodeSnsEvent } from '../../lambda/adapters/input/decode-sns-event.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';
import { WATCH } from '../builders/notices.ts';

test('takes the messages out of an SNS notification', () => {
  const record = (Message: string) => ({ EventSource: 'aws:sns', Sns: { MessageId: '1', Message } });
  expect(decodeSnsEvent({ Records: [record('a'), record('b')] })).toEqual(['a', 'b']);
});

test.each([[null], [{}], [{ Records: 'x' }], [{ Records: [null] }], [{ Records: [{ Sns: {} }] }]])(
  '%j is not an SNS notification',
  (event) => {
    expect(() => decodeSnsEvent(event)).toThrow(/Records|Sns\.Message/);
  },
);

test.each([
  ['{', 'is not JSON'],
  ['{"type":"other"}', 'is neither of type run'],
  ['{"type":"run","id":"x","revision":1,"run":null}', 'of type run is not as expected: run: '],
  [
    '{"type":"incident-due","incident":"no key","dueAt":1}',
    'is not as expected: incident: not an incident key',
  ],
  ['{"type":"acknowledged","incident":"migrate-watch/a/b/leak/1","id":"x"}', 'is not as expected: at: '],
  ['7', 'is neither of type run'],
])('message %s %s', (text, words) => {
  expect(() => readMessage(text, WATCH)).toThrow(words);
});
