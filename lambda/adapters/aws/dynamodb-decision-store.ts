import { RETENTION_DAYS } from '../../contract/table.ts';
import type { Decision } from '../../domain/model/decision.ts';
import { DECISION } from '../../domain/stored/review.ts';
import type { DecisionStore } from '../../pipeline/ports.ts';
import { putSince } from './conditional-put.ts';
import { expiryAttribute, keyAttributes } from './dynamodb-item.ts';
import { decisionKey } from './table-keys.ts';
import { TableStore } from './table-store.ts';
import { bodyOf } from './versioned-body.ts';

/** What people decided about findings of reviews, in the one table. Writes only. */
export class DynamoDbDecisionStore extends TableStore implements DecisionStore {
  async putDecision(decision: Decision): Promise<void> {
    const item = {
      ...keyAttributes(decisionKey(decision.finding)),
      ...expiryAttribute(this.clock(), RETENTION_DAYS.review),
      ...bodyOf(DECISION, decision),
    };
    await putSince(this.client, this.tableName, item, decision.at, '<');
  }
}
