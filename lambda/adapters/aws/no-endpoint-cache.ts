/**
 * Stands in for the SDK's cache of discovered endpoints in the deployed bundles: DynamoDB's client makes one, and asks
 * it only where endpoint discovery is turned on, which no function of ours does. The cache brings 8 KB along.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoint-discovery.html
 */
export class EndpointCache {
  /** @throws always: something turned endpoint discovery on. */
  getEndpoint(): never {
    throw new Error('endpoint discovery is turned on; the functions know the endpoints of their Region only');
  }
}
