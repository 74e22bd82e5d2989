import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { RETENTION_DAYS } from '../../contract/table.ts';
import type { TestPage, TestWord } from '../../domain/model/test-page.ts';
import { TEST_PAGE, TEST_WORD } from '../../domain/stored/test-page.ts';
import type { TestStore } from '../../pipeline/ports.ts';
import { type Item, putIfAbsent } from './conditional-put.ts';
import { expiryAttribute, keyAttributes, openAttributes } from './dynamodb-item.ts';
import { testItemKey, wordKey } from './table-keys.ts';
import { TableStore } from './table-store.ts';
import { bodyOf } from './versioned-body.ts';

/** Test pages, and what people said about them, in the one table. Writes only. */
export class DynamoDbTestStore extends TableStore implements TestStore {
  async putTest(test: TestPage, dueAt: number | null): Promise<void> {
    const item = { ...this.#testItem(test), ...openAttributes(dueAt) };
    await putIfAbsent(this.client, this.tableName, item);
  }

  endTest(test: TestPage): Promise<void> {
    return this.#put(this.#testItem(test));
  }

  putWord(test: TestPage, word: TestWord): Promise<void> {
    return this.#put({
      ...keyAttributes(wordKey(test, word)),
      ...expiryAttribute(this.clock(), RETENTION_DAYS.test),
      ...bodyOf(TEST_WORD, word),
    });
  }

  #testItem(test: TestPage): Item {
    return {
      ...keyAttributes(testItemKey(test)),
      ...expiryAttribute(this.clock(), RETENTION_DAYS.test),
      ...bodyOf(TEST_PAGE, test),
    };
  }

  async #put(item: Item): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: item }));
  }
}
