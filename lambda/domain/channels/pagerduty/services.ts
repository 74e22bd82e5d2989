import { fieldsIn, fieldsOf, listIn } from './fields.ts';

/** One page of the answer to `GET /services?include[]=integrations`. */
export interface PagerDutyServices {
  readonly services: readonly {
    readonly name: string;
    /** Routing keys of its integrations, as far as the answer shows them. */
    readonly integrationKeys: readonly string[];
  }[];
  readonly more: boolean;
}

/**
 * The services in an answer.
 *
 * @throws {OddAnswerError} when the answer has no list of services
 * @see https://developer.pagerduty.com/api-reference List services
 */
export function servicesIn(answer: unknown): PagerDutyServices {
  const services = listIn(answer, 'services').map(({ id, name, summary, integrations }) => ({
    name: String(name ?? summary ?? id),
    integrationKeys: fieldsIn(integrations).flatMap(({ integration_key: key }) =>
      typeof key === 'string' ? [key] : [],
    ),
  }));
  return { services, more: fieldsOf(answer)?.['more'] === true };
}
