import { REGION } from '../../../scripts/emulator/environment.ts';
import { loopbackOnly } from '../../../scripts/emulator/loopback.ts';
import { NESTED_STACK, pathOf } from '../../../scripts/whole-template.ts';

/** Services that the product has no client for, called by their JSON protocols. */
const TARGETS = { sqs: 'AmazonSQS', events: 'AWSEvents' } as const;

/** What a synchronous invocation answered. */
export interface Invoked {
  /** `undefined`: the function did not fail. */
  readonly error: string | undefined;
  readonly payload: unknown;
}

/** The few calls of SQS, EventBridge and Lambda that the tests make themselves; on loopback only. */
export class AwsApi {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = loopbackOnly(endpoint);
  }

  /** @throws with the service's words when it refuses. */
  async call<T>(service: keyof typeof TARGETS, action: string, input: object): Promise<T> {
    const headers = {
      'content-type': `application/x-amz-json-${service === 'sqs' ? '1.0' : '1.1'}`,
      'x-amz-target': `${TARGETS[service]}.${action}`,
    };
    const response = await this.#send(service, 'POST', '/', headers, input);
    return (await response.json()) as T;
  }

  /** Invokes a function and waits for its answer. */
  async invoke(functionName: string, payload: unknown = {}): Promise<Invoked> {
    const response = await this.#invoke(functionName, payload, 'RequestResponse');
    const text = await response.text();
    return {
      error: response.headers.get('x-amz-function-error') ?? undefined,
      payload: text === '' ? undefined : JSON.parse(text),
    };
  }

  /** Invokes a function as services do: the answer is that the request was taken. */
  async invokeLater(functionName: string, payload: unknown): Promise<void> {
    await this.#invoke(functionName, payload, 'Event');
  }

  /** Physical ids by logical id of all that a stack holds; ids in a nested stack begin with its path. */
  async stackResources(stack: string, beginning = ''): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    let next = '';
    do {
      const token = next === '' ? {} : { NextToken: next };
      const query = { Action: 'ListStackResources', Version: '2010-05-15', StackName: stack, ...token };
      const form = new URLSearchParams(query).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const xml = await (await this.#send('cloudformation', 'POST', '/', headers, form)).text();
      for (const [, member = ''] of xml.matchAll(/<member>(.*?)<\/member>/gs)) {
        const id = element(member, 'LogicalResourceId');
        const physical = element(member, 'PhysicalResourceId');
        if (element(member, 'ResourceType') !== NESTED_STACK) found.set(`${beginning}${id}`, physical);
        else
          for (const each of await this.stackResources(physical, `${beginning}${pathOf(id)}`))
            found.set(...each);
      }
      next = element(xml, 'NextToken');
    } while (next !== '');
    return found;
  }

  /** The function's environment variables. */
  async functionVariables(functionName: string): Promise<Record<string, string>> {
    const path = `/2015-03-31/functions/${functionName}/configuration`;
    const response = await this.#send('lambda', 'GET', path, {});
    const { Environment } = (await response.json()) as {
      Environment?: { Variables?: Record<string, string> };
    };
    return Environment?.Variables ?? {};
  }

  async setFunctionVariables(functionName: string, Variables: Record<string, string>): Promise<void> {
    const path = `/2015-03-31/functions/${functionName}/configuration`;
    await this.#send(
      'lambda',
      'PUT',
      path,
      { 'content-type': 'application/json' },
      { Environment: { Variables } },
    );
  }

  #invoke(functionName: string, payload: unknown, type: 'RequestResponse' | 'Event'): Promise<Response> {
    const path = `/2015-03-31/functions/${functionName}/invocations`;
    return this.#send('lambda', 'POST', path, { 'x-amz-invocation-type': type }, payload);
  }

  async #send(
    service: string,
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<Response> {
    const response = await fetch(`${this.#endpoint}${path}`, {
      method,
      headers: {
        ...headers,
        // The emulator reads account, region and service from it and checks no signature.
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${service} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

/** Text of the first such element of a flat answer; empty when there is none. */
function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
