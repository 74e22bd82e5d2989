import { louder, type Severity } from '../../../lambda/contract/severity.ts';
import { type PagePolicy, severityOf } from '../../../lambda/domain/incidents/page-policy.ts';
import type { DeployedMonitor } from './open-monitor.ts';

/**
 * The policy of the settings file of the working directory. Without it, the policy that is known from topics that got pages about
 * `environment`; an environment without pages counts as critical.
 */
export async function knownPolicy(
  { settings, monitor }: Pick<DeployedMonitor, 'settings' | 'monitor'>,
  environment: string,
  notified: readonly Severity[],
): Promise<PagePolicy> {
  if (settings !== undefined) {
    const { deployedAs } = await import('../deployed.ts');
    return deployedAs(settings).page.policy;
  }
  const severity = notified.length === 0 ? 'critical' : notified.reduce(louder);
  return {
    monitor,
    severities: { [environment]: severity },
    otherwise: 'critical',
    maintenance: [],
    sources: [],
    runbookUrl: '',
  };
}

export function isCritical(policy: PagePolicy, environment: string): boolean {
  return severityOf(policy, environment) === 'critical';
}
