import {
  type AlarmBase,
  AlarmRule,
  type CfnAlarm,
  type CfnCompositeAlarm,
  CompositeAlarm,
  type IAlarmRule,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type AlarmLinks, addTags, alarmDescription, alarmName } from './alarm-spec.ts';

/**
 * What a composite's rule may hold: characters, and other alarms.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const RULE_LIMITS = { characters: 10_240, alarms: 100 } as const;

/** A rule, and the alarms that must exist before it. */
export interface AnyOf {
  readonly text: string;
  readonly alarms: readonly AlarmBase[];
}

/** Room in a rule that is used for something else. */
interface Taken {
  readonly characters: number;
  readonly alarms: number;
}
const NOTHING: Taken = { characters: 0, alarms: 0 };

/** Makes the alarms of {@link anyOf} that read others. */
export interface Grouping {
  readonly scope: Construct;
  /** Beginning of the composites' names: `production`, `critical`. */
  readonly of: readonly [string, ...string[]];
  readonly links: AlarmLinks;
  /** @default the rule reads the alarms only */
  readonly taken?: Taken;
}

/**
 * The rule "one of these is on". If the alarms do not fit into one rule, composites read as many as fit each, and the
 * rule reads the composites: a tree.
 */
export function anyOf(alarms: readonly AlarmBase[], grouping: Grouping): AnyOf {
  const { scope, of, links, taken = NOTHING } = grouping;
  if (fits(alarms, taken)) return { text: textOf(alarms), alarms };
  const groups = packed(alarms).map((group, index) => {
    const spec = {
      kind: 'alarm-group',
      of: [of[0], ...of.slice(1), String(index + 1)],
      severity: 'info',
      rule: `any of ${group.length} alarms`,
    } as const;
    const composite = new CompositeAlarm(scope, `${of.slice(1).join('-')}-${index + 1}`, {
      compositeAlarmName: alarmName(links, spec),
      alarmDescription: alarmDescription(links, spec),
      alarmRule: AlarmRule.fromString(textOf(group)),
    });
    composite.node.addDependency(...group);
    addTags(composite, spec);
    return composite;
  });
  return anyOf(groups, { ...grouping, of: [...of, 'groups'] });
}

/** `rule` for a composite, and the alarms that it depends on. */
export function ruleOf({ text }: AnyOf): IAlarmRule {
  return AlarmRule.fromString(text);
}

/** The rule "both are on". */
export function bothOf(one: AlarmBase, others: AnyOf): AnyOf {
  return { text: `${inAlarm(one)} AND (${others.text})`, alarms: [one, ...others.alarms] };
}

/** Room that {@link bothOf} needs in a rule for `one`. */
export function takenBy(one: AlarmBase): Taken {
  return { characters: `${inAlarm(one)} AND ()`.length, alarms: 1 };
}

const OR = ' OR ';

function textOf(alarms: readonly AlarmBase[]): string {
  return alarms.map(inAlarm).join(OR);
}

/**
 * The rule names an alarm by its name, which is shorter than the ARN. The name is known before the deploy, and so is the rule's
 * length. The composite depends on its alarms explicitly.
 */
function inAlarm(alarm: AlarmBase): string {
  const { alarmName: name } = alarm.node.defaultChild as CfnAlarm | CfnCompositeAlarm;
  return `ALARM("${name}")`;
}

function fits(alarms: readonly AlarmBase[], taken: Taken): boolean {
  return (
    alarms.length + taken.alarms <= RULE_LIMITS.alarms &&
    textOf(alarms).length + taken.characters <= RULE_LIMITS.characters
  );
}

/** Groups of alarms in the given order, each as large as fits. */
function packed(alarms: readonly AlarmBase[]): readonly (readonly AlarmBase[])[] {
  const groups: AlarmBase[][] = [];
  for (const alarm of alarms) {
    const last = groups.at(-1);
    if (last !== undefined && fits([...last, alarm], NOTHING)) last.push(alarm);
    else groups.push([alarm]);
  }
  return groups;
}
