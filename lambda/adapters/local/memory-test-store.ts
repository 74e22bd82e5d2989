import type { TestPage, TestWord } from '../../domain/model/test-page.ts';
import type { TestEntry, TestStore } from '../../pipeline/ports.ts';

interface Stored {
  readonly test: TestPage;
  readonly dueAt: number | null;
  /** By channel. */
  readonly words: Map<string, TestWord>;
}

/** Behaves as the DynamoDB store does, but keeps everything in the memory of one process. */
export class MemoryTestStore implements TestStore {
  /** By topic and id. */
  readonly #tests = new Map<string, Stored>();

  async putTest(test: TestPage, dueAt: number | null): Promise<void> {
    if (!this.#tests.has(nameOf(test))) this.#set(test, dueAt);
  }

  async endTest(test: TestPage): Promise<void> {
    this.#set(test, null);
  }

  async putWord(test: TestPage, word: TestWord): Promise<void> {
    const stored = this.#tests.get(nameOf(test)) ?? this.#set(test, null);
    stored.words.set(word.channel, word);
  }

  /** The tests in the open index. */
  openTests(): readonly TestEntry[] {
    return [...this.#tests.values()].flatMap(({ test, dueAt }) =>
      dueAt === null ? [] : [{ kind: 'test', test, dueAt }],
    );
  }

  /** What people said about a test. */
  wordsOn(test: TestPage): readonly TestWord[] {
    return [...(this.#tests.get(nameOf(test))?.words.values() ?? [])];
  }

  #set(test: TestPage, dueAt: number | null): Stored {
    const stored = { test, dueAt, words: this.#tests.get(nameOf(test))?.words ?? new Map() };
    this.#tests.set(nameOf(test), stored);
    return stored;
  }
}

function nameOf({ topic, id }: TestPage): string {
  return `${topic}#${id}`;
}
