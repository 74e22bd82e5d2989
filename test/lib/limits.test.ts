import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmBase, CfnCompositeAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, test } from 'vitest';
import { parseAlarmReference, parseExpression } from '../../lambda/contract/alarm-reference.ts';
import { anyOf, RULE_LIMITS, ruleOf } from '../../lib/constructs/alarms/alarm-rule.ts';
import { alarmDescription, MAX_DESCRIPTION } from '../../lib/constructs/alarms/alarm-spec.ts';
import { countResources } from '../../lib/constructs/nested/monitor-part.ts';
import { packPatterns } from '../../lib/constructs/sources/event-patterns.ts';
import { ENV, minimal, synthesise } from './monitor-under-test.ts';
import { flat } from './template.ts';

const LINKS = {
  namePrefix: 'watch',
  runbookUrl: 'https://example.com/runbook.md',
  dashboardUrl: () => 'https://example.com/d',
};

describe('an event pattern takes 2,048 characters', () => {
  const known = new Stack(new App(), 'known', { env: ENV });
  const unknown = new Stack(new App(), 'unknown');
  const pack = (names: readonly string[], stack = known) =>
    packPatterns(stack, {
      names,
      pattern: (some) => ({ source: ['aws.codebuild'], detail: { 'project-name': [...some] } }),
    });
  const lengthOf = (stack: Stack, pattern: unknown) => JSON.stringify(stack.resolve(pattern)).length;
  const empty = lengthOf(known, { source: ['aws.codebuild'], detail: { 'project-name': [] } });

  test.each([
    [2_047, 1],
    [2_048, 1],
    [2_049, 2],
  ])('%i are in %i', (length, patterns) => {
    // Two names with quotes, and a comma.
    const names = ['a'.repeat(1_000), 'b'.repeat(length - empty - 1_000 - 5)];
    const packed = pack(names);
    expect(packed).toHaveLength(patterns);
    expect(packed.flatMap((each) => each.names)).toEqual(names);
    if (patterns === 1) expect(lengthOf(known, packed[0]!.pattern)).toBe(length);
  });

  test.each([2_048, 2_049])('one name that needs %i', (length) => {
    const name = 'a'.repeat(length - empty - 2);
    if (length === 2_048) expect(pack([name])).toHaveLength(1);
    else expect(() => pack([name])).toThrow(/takes 2049 characters; EventBridge takes 2048/);
  });

  test.each([1, 20, 21, 22, 46, 500])('%i families are all in one, wherever it is deployed', (count) => {
    const families = Array.from({ length: count }, (_, n) => `service-${n}-migrate`);
    const packed = packPatterns(unknown, {
      names: families,
      pattern: (some) => ({
        detail: {
          taskDefinitionArn: some.map((family) => ({
            prefix: unknown.formatArn({
              service: 'ecs',
              resource: 'task-definition',
              resourceName: `${family}:`,
            }),
          })),
        },
      }),
    });
    expect(packed.flatMap(({ names }) => names)).toEqual(families);
    for (const { names } of packed) {
      const arns = names.map((name) => ({
        prefix: `arn:aws-us-gov:ecs:ap-southeast-2:123456789012:task-definition/${name}:`,
      }));
      expect(JSON.stringify({ detail: { taskDefinitionArn: arns } }).length).toBeLessThanOrEqual(2_048);
    }
  });

  test('a name at the end changes the last pattern only', () => {
    const names = Array.from({ length: 90 }, (_, n) => `project-${n}-${'x'.repeat(30)}`);
    const [before, after] = [pack(names), pack([...names, 'one-more'])];
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });
});

describe('a composite reads 100 alarms in 10,240 characters', () => {
  function rules(count: number, length: number, longer = 0) {
    const stack = new Stack(new App(), 'stack');
    const alarms: AlarmBase[] = Array.from(
      { length: count },
      (_, n) =>
        new Alarm(stack, `a${n}`, {
          alarmName: `${'n'.repeat(length - 4 + (n === 0 ? longer : 0))}${String(n).padStart(4, '0')}`,
          metric: new Metric({ namespace: 'x', metricName: 'y' }),
          threshold: 1,
          evaluationPeriods: 1,
        }),
    );
    const top = anyOf(alarms, { scope: stack, of: ['monitor', 'page-path'], links: LINKS });
    const groups = stack.node.findAll().filter((node) => node instanceof CfnCompositeAlarm);
    const all = [ruleOf(top).renderAlarmRule(), ...groups.map(({ alarmRule }) => alarmRule)];
    return {
      groups: groups.length,
      all,
      names: alarms.map((each) => (each.node.defaultChild as { alarmName?: string }).alarmName!),
    };
  }

  // 52 names of 184 characters make 52 × (184 + 13) − 4 = 10,240.
  test.each([
    ['99 alarms', 99, 20, 0, 0],
    ['100 alarms', 100, 20, 0, 0],
    ['101 alarms', 101, 20, 0, 2],
    ['10,239 characters', 52, 184, -1, 0],
    ['10,240 characters', 52, 184, 0, 0],
    ['10,241 characters', 52, 184, 1, 2],
    ['1,500 alarms with the longest names', 1_500, 255, 0, 40],
  ])('%s', (_what, count, length, longer, expected) => {
    const { groups, all, names } = rules(count, length, longer);
    expect(groups).toBe(expected);
    for (const rule of all) {
      expect(rule.length).toBeLessThanOrEqual(RULE_LIMITS.characters);
      expect(rule.split(' OR ').length).toBeLessThanOrEqual(RULE_LIMITS.alarms);
    }
    for (const name of names) expect(all.filter((rule) => rule.includes(`"${name}"`))).toHaveLength(1);
  });
});

describe('a description takes 1,024 characters', () => {
  const describeWith = (url: number, matches?: string) =>
    alarmDescription(
      {
        namePrefix: 'p'.repeat(40),
        runbookUrl: `https://example.com/${'u'.repeat(url - 20)}`,
        dashboardUrl: () => `https://example.com/${'d'.repeat(180)}`,
      },
      {
        kind: 'pattern',
        of: ['e'.repeat(64), 'p'.repeat(64)],
        severity: 'critical',
        rule: 'PatternMatches at least 1',
        incident: 'pattern',
        ...(matches ? { matches } : {}),
      },
    );

  test.each([20, 100, 150, 199, 200])(
    'a runbook’s address of %i characters is kept, and all that page reads',
    (url) => {
      const text = describeWith(url, 'x'.repeat(200));
      expect(text.length).toBeLessThanOrEqual(MAX_DESCRIPTION);
      expect(parseExpression(text)).toBe('x'.repeat(200));
      expect(parseAlarmReference(text)).toEqual({
        environment: 'e'.repeat(64),
        database: 'p'.repeat(64),
        kind: 'pattern',
        severity: 'critical',
      });
      expect(text).toMatch(/^Runbook: https:\S+#alarm-pattern$/m);
      expect(text).toMatch(/^First step: Search/m);
    },
  );

  test('nothing is cut that fits', () => {
    expect(describeWith(20)).not.toContain('…');
  });

  test('an address that leaves no room is refused', () => {
    expect(() => describeWith(900)).toThrow(/runbookUrl takes 900; expected a shorter one/);
  });
});

describe('a stack takes 500 resources', () => {
  test.each([
    [499, []],
    [500, []],
    [501, ['log groups: 501 resources, and a stack takes 500. Share some']],
  ])('%i', (count, problems) => {
    const stack = new Stack(new App(), 'stack');
    countResources(stack, 'log groups', 'Share some');
    for (let n = 0; n < count; n++) new CfnResource(stack, `r${n}`, { type: 'AWS::SNS::Topic' });
    expect(stack.node.validate()).toEqual(problems);
  });
});

describe('a policy takes 6,144 characters, and a role ten of them', () => {
  /** Policies of the sweep's rereads: characters as deployed to the longest Region, by policy. */
  function policiesOf(count: number, name: (n: number) => string) {
    const world = synthesise((stack) => ({
      ...minimal(stack),
      canary: false,
      sources: Array.from({ length: count }, (_, n) => ({
        logGroup: LogGroup.fromLogGroupName(stack, `group-${n}`, name(n)),
        rules: [{ environment: 'production', database: 'orders' }],
        subscribe: false,
      })),
    }));
    const documents = Object.values(world.resources)
      .filter(({ Type }) => /^AWS::IAM::(?:Managed)?Policy$/.test(Type))
      .map(({ Type, Properties }) => [Type, flat(JSON.stringify(Properties.PolicyDocument))] as const)
      .filter(([, text]) => text.includes('logs:FilterLogEvents'));
    return documents.map(([Type, text]) => ({
      Type,
      length: text.length,
      groups: text.split(':log-group:').length - 1,
    }));
  }
  const service = (n: number) => `/ecs/service-${n}-migrate`;

  test.each([1, 40, 100, 500])('%i log groups are all read again', (count) => {
    const policies = policiesOf(count, service);
    expect(policies.filter(({ groups }) => groups > 0).reduce((sum, { groups }) => sum + groups, 0)).toBe(
      count,
    );
    for (const { Type, length } of policies)
      expect(length).toBeLessThanOrEqual(Type === 'AWS::IAM::Policy' ? 10_240 : 6_144);
    expect(policies.length).toBeLessThanOrEqual(11);
  });

  test('names that need more are refused', () => {
    const long = (n: number) => `/ecs/${'x'.repeat(200)}-${n}`;
    expect(() => policiesOf(240, long)).toThrow(/need 11 policies; a role takes 10\. Let several/);
    expect(policiesOf(220, long)).toHaveLength(11);
  });
});
