/**
 * Names of sidecar containers, which never run golang-migrate. AWS gives them these names, or the documentation of AWS or of a vendor
 * uses them. A name that ends with `*` matches all names with that prefix.
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

/** Does the name show that the container never runs golang-migrate? */
export function isSidecar(name: string): boolean {
  return SIDECARS.some((helper) =>
    helper.endsWith('*') ? name.startsWith(helper.slice(0, -1)) : name === helper,
  );
}
