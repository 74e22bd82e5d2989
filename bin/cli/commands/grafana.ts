import { addMonitorCommand, type Program } from '../command.ts';
import type { MonitorOptions } from '../monitor/open-monitor.ts';

const HELP = `\
Writes a dashboard for Grafana as JSON: runs, failures, kills, durations, open incidents, and the heartbeat of the monitor, from the \
metrics that it sends to CloudWatch. Import it in Grafana 9 or later, or store it where Grafana is provisioned from. The environments and databases to \
choose from are those that the monitor knows now; write the dashboard again when there are more.

Examples:
  migrate-watch grafana > migrations.json
  migrate-watch grafana --stack migrate-watch --region eu-west-1 | jq '{dashboard: ., overwrite: true}' | curl -sS -X POST \\
    -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d @- "$GRAFANA/api/dashboards/db"

Exit codes: 0 it is written; 2 the monitor cannot be read; 3 no database is known yet.`;

export function addGrafana(to: Program): void {
  addMonitorCommand(to, { name: 'grafana', description: 'write a dashboard for Grafana', help: HELP }).action(
    (options: MonitorOptions) => to.run(async () => (await import('../monitor/grafana.ts')).grafana(options)),
  );
}
