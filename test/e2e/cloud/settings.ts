/** The settings file that the tests deploy: two databases, and each kind of channel; `over` replaces whole sections. */
export function settings(over: Readonly<Record<string, string>> = {}): string {
  const sections: Record<string, string> = {
    name: 'name: watch',
    sources: `sources:
  - logGroup: /ecs/orders-migrate
    create: true
    ecs: { cluster: main, family: orders-migrate, container: migrate }
    dedicated: true
    environment: production
    database: orders
  - logGroup: /ecs/users-migrate
    create: true
    ecs: { cluster: main, family: users-migrate, container: migrate }
    dedicated: true
    environment: staging
    database: users`,
    databases: `databases:
  orders: { engine: postgres, multiStatement: false }
  users: { engine: postgres, multiStatement: false }`,
    channels: `channels:
  oncall: { pagerduty: { secret: oncall-key } }
  hook: { webhook: { url: 'https://hooks.example.org/migrate', secret: hook-key } }
  team: { slack: { secret: team-url } }
  mail: { email: oncall@example.org }`,
    routes: `routes:
  critical: [oncall, hook, team, mail]
  info: [oncall, hook]
  health: [mail]`,
  };
  return `${Object.values({ ...sections, ...over }).join('\n')}\n`;
}
