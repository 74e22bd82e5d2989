/**
 * Containers that stand beside the one that works and never run golang-migrate, by the names that AWS gives them, or that its
 * documentation and the vendors' uses. A name that ends with `*` stands for all that begin so.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/how-runtime-monitoring-works-ecs-fargate.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
 * @see https://aws.github.io/copilot-cli/docs/developing/sidecars/
 */
const SIDECARS = [
  'aws-guardduty-agent-*',
  'ecs-service-connect-*',
  'log_router',
  'firelens_log_router',
  'fluent-bit',
  'xray-daemon',
  'aws-otel-collector',
  'otel-collector',
  'cloudwatch-agent',
  'datadog-agent',
  'newrelic-infra',
  'envoy',
] as const;

/** Is this, by its name, a container that never runs golang-migrate? */
export function isSidecar(name: string): boolean {
  return SIDECARS.some((helper) =>
    helper.endsWith('*') ? name.startsWith(helper.slice(0, -1)) : name === helper,
  );
}
