import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { RETENTION_DAYS } from '../../contract/table.ts';
import type { StoredReview } from '../../domain/review/stored-review.ts';
import { REVIEW } from '../../domain/stored/review.ts';
import type { ReviewStore } from '../../pipeline/ports.ts';
import { putRevision } from './conditional-put.ts';
import { expiryAttribute, keyAttributes } from './dynamodb-item.ts';
import { reviewKey } from './table-keys.ts';
import { TableStore } from './table-store.ts';
import { bodyOf, readBody } from './versioned-body.ts';

/** Reviews that were written, in the one table. */
export class DynamoDbReviewStore extends TableStore implements ReviewStore {
  async readReview(period: string): Promise<StoredReview | null> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.tableName,
        Key: keyAttributes(reviewKey(period)),
        ConsistentRead: true,
      }),
    );
    return Item === undefined ? null : readBody(REVIEW, Item);
  }

  putReview(review: StoredReview, expected: number | null): Promise<'written' | 'conflict'> {
    const item = {
      ...keyAttributes(reviewKey(review.period)),
      ...expiryAttribute(this.clock(), RETENTION_DAYS.review),
      ...bodyOf(REVIEW, review),
    };
    return putRevision(this.client, this.tableName, item, review.revision, expected);
  }
}
