import { expect, test } from 'vitest';
import { forEmulator, type Template } from './emulator-template.ts';

const TEMPLATE: Template = {
  Description: 'kept',
  Resources: {
    Failed: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { AlarmName: 'shop-failed', MetricName: 'RunsFailed' },
    },
    Band: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'shop-band', Metrics: [{ Id: 'm1' }] } },
    Any: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: { AlarmName: 'shop-any', AlarmRule: { 'Fn::GetAtt': ['Band', 'Arn'] } },
    },
    Board: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardBody: {
          'Fn::Join': ['', ['[', { 'Fn::GetAtt': ['Any', 'Arn'] }, { Ref: 'Band' }, { Ref: 'Failed' }, ']']],
        },
      },
    },
    Deliver: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { URL: 'a', NAME: 'b' } } },
    },
    Queue: { Type: 'AWS::SQS::Queue', DependsOn: ['Any'] },
    Part: { Type: 'AWS::CloudFormation::Stack', DependsOn: ['Any', 'Queue'] },
  },
};

test('what the emulator refuses is left out, and named', () => {
  const { template, leftOut } = forEmulator(TEMPLATE);
  expect(leftOut).toEqual({ Band: 'AWS::CloudWatch::Alarm', Any: 'AWS::CloudWatch::CompositeAlarm' });
  expect(Object.keys(template.Resources)).toEqual(['Failed', 'Board', 'Deliver', 'Queue', 'Part']);
  expect(template['Description']).toBe('kept');
});

test('references to resources that were left out become values, others stay', () => {
  const { template } = forEmulator(TEMPLATE);
  expect(template.Resources['Board']!.Properties!['DashboardBody']).toEqual({
    'Fn::Join': [
      '',
      [
        '[',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
        { 'Fn::Sub': 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:shop-any' },
        'shop-band',
        { Ref: 'Failed' },
        ']',
      ],
    ],
  });
});

test('functions are deployed with the variables that they are redirected to', () => {
  const { template } = forEmulator(TEMPLATE, (variables) => ({ ...variables, URL: 'c' }));
  expect(template.Resources['Deliver']!.Properties).toEqual({
    Environment: { Variables: { URL: 'c', NAME: 'b' } },
  });
  expect(template.Resources['Queue']).toEqual({ Type: 'AWS::SQS::Queue' });
});

test('nothing waits for what was left out', () => {
  const { template } = forEmulator(TEMPLATE);
  expect(template.Resources['Queue']).toEqual({ Type: 'AWS::SQS::Queue' });
  expect(template.Resources['Part']!['DependsOn']).toEqual(['Queue']);
});
