import { own } from '../../../contract/own.ts';

/** A service, as its addresses and signatures name it. */
export interface Service {
  /** First label of the host. */
  readonly host: string;
  /** @default the same */
  readonly signedAs?: string;
  /** End of the variable that replaces the endpoint of this service: `AWS_ENDPOINT_URL_<id>`. */
  readonly id: string;
}

/**
 * Domains of AWS's partitions, by how the names of their Regions begin. All other Regions are in `amazonaws.com`.
 *
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/packages-internal/core/src/submodules/client/util-endpoints/lib/aws/partitions.json
 */
const DOMAINS: readonly (readonly [region: string, domain: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
];

/** Variables that ask for other endpoints than those that {@link endpointOf} knows. */
const OTHER_ENDPOINTS = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'] as const;

/**
 * Region and address of a service, from the environment. The SDK's variables for other addresses count, which tests use.
 *
 * @throws when there is no Region, or FIPS or dual-stack endpoints are asked for
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointOf({ host, id }: Service): { readonly region: string; readonly url: URL } {
  const { env } = process;
  const region = env['AWS_REGION'];
  if (!region) throw new Error('AWS_REGION is not set; Lambda sets it');
  const refused = OTHER_ENDPOINTS.find((name) => env[name] === 'true');
  if (refused) throw new Error(`${refused} is set; the functions know the standard endpoints only`);
  const replaced = own(env, `AWS_ENDPOINT_URL_${id}`) || env['AWS_ENDPOINT_URL'];
  const domain = DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  return { region, url: new URL(replaced || `https://${host}.${region}.${domain}`) };
}
