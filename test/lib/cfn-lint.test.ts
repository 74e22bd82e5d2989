import { expect, test } from 'vitest';
import { type Finding, refused } from '../../scripts/cfn-lint/refused.ts';

const finding = (Id: string): Finding => ({
  Filename: 'a.template.json',
  Location: { Path: ['Resources', 'Table'] },
  Rule: { Id },
  Message: 'no',
});

test('every error of cfn-lint is refused, and every warning that is not allowed by name', () => {
  const rules = ['E3012', 'W3005', 'W1030', 'I3042', 'toString'];
  expect(refused(rules.map(finding)).map(({ Rule }) => Rule.Id)).toEqual([
    'E3012',
    'W1030',
    'I3042',
    'toString',
  ]);
});
