/**
 * Replaces the SDK's cache of discovered endpoints in the deployed bundles, which saves 8 KB. DynamoDB's client creates a cache, but
 * uses it only if endpoint discovery is on. None of our functions turns it on.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoint-discovery.html
 */
export class EndpointCache {
  /** @throws always, because endpoint discovery must not be on */
  getEndpoint(): never {
    throw new Error('endpoint discovery is turned on; the functions know the endpoints of their Region only');
  }
}
