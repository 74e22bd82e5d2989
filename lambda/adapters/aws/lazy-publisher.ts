import type { Publisher } from '../../pipeline/ports.ts';

/** Loads the SNS client only when there is something to publish. A deliverer has that only after a person acted at its receiver. */
export class LazyPublisher implements Publisher {
  readonly #topicArn: string;
  #publisher: Promise<Publisher> | undefined;

  constructor(topicArn: string) {
    this.#topicArn = topicArn;
  }

  async publish(...message: Parameters<Publisher['publish']>): Promise<void> {
    this.#publisher ??= load(this.#topicArn);
    return (await this.#publisher).publish(...message);
  }
}

async function load(topicArn: string): Promise<Publisher> {
  // Imports our own file, not the package: a package that is imported dynamically cannot be tree-shaken.
  const { snsPublisher } = await import('./sns-publisher.ts');
  return snsPublisher(topicArn);
}
