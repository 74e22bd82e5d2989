import { CANARY_ENVIRONMENT } from '../../../lambda/contract/canary.ts';
import { statusOf } from '../../../lambda/domain/incidents/database-status.ts';
import { printableJson } from '../../../lambda/domain/model/printable.ts';
import { dashboardOf } from '../grafana/dashboard.ts';
import { MonitorFault } from './fault.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { leftWords } from './output.ts';

/** `migrate-watch grafana`: writes a dashboard for Grafana to standard output; returns the exit code. */
export async function grafana(options: MonitorOptions): Promise<number> {
  return withMonitor(options, async ({ table, settings, stack, monitor, outputs }) => {
    const [{ states, left }, open] = await Promise.all([table.states(), table.open()]);
    const databases = statusOf(states, open, settings)
      .databases.map(({ target }) => target)
      .filter(({ environment }) => environment !== CANARY_ENVIRONMENT);
    if (databases.length === 0)
      throw new MonitorFault(
        `no database of stack ${stack} is known yet; run the command beside the settings file, or after the first run`,
        3,
      );
    const { account, region, name } = monitor;
    const dashboardUrl = outputs.get('DashboardUrl');
    const dashboard = dashboardOf({
      account,
      region,
      monitor: name,
      databases,
      ...(dashboardUrl !== undefined && { dashboardUrl }),
    });
    process.stdout.write(`${printableJson(dashboard, 2)}\n`);
    if (left > 0) process.stderr.write(`${leftWords(left)}\n`);
    return 0;
  });
}
