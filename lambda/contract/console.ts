/**
 * Address of the console in a Region, without a path. China and GovCloud have consoles of their own.
 *
 * @param region may be a token of CDK; then it counts as a Region of the partition `aws`
 * @see https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
 */
export function consoleOf(region: string): string {
  if (region.startsWith('cn-')) return `https://${region}.console.amazonaws.cn`;
  if (region.startsWith('us-gov-')) return `https://${region}.console.amazonaws-us-gov.com`;
  return `https://${region}.console.aws.amazon.com`;
}
