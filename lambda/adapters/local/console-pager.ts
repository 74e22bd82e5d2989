import type { Severity } from '../../contract/severity.ts';
import type { PageMessage } from '../../domain/model/page-message.ts';
import { pageText } from '../../domain/pages/text.ts';
import type { PageTopics } from '../../pipeline/ports.ts';

/** Replaces the topics in local runs. Prints each page once, even if it goes to several topics, and keeps it. */
export class ConsolePager implements PageTopics {
  readonly #print: (text: string) => void;
  readonly #pages = new Map<string, PageMessage>();

  /** `print` gets the whole text of a page, which ends with a line break. */
  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  async publishPage(_severity: Severity, page: PageMessage): Promise<void> {
    if (this.#pages.has(page.id)) return;
    this.#pages.set(page.id, page);
    this.#print(pageText(page));
  }

  /** Prints nothing, because changes are not for people. */
  async publishChange(): Promise<void> {}

  /** Nobody can be asked here. */
  async publishAsk(): Promise<void> {}

  /** Pages sent so far, in order. */
  get pages(): readonly PageMessage[] {
    return [...this.#pages.values()];
  }
}
