import { CHANNEL_KINDS, type DeliveredKind } from '../../contract/channel-kinds.ts';
import type { ChangeMessage, Notice } from '../../domain/channels/change-message.ts';
import type { PageMessage } from '../../domain/model/page-message.ts';
import type { ReviewNotice } from '../../domain/model/review-message.ts';
import type { Channel } from '../../pipeline/ports.ts';

/** The notices that receivers of one kind get. */
type NoticeFor<Kind extends DeliveredKind> =
  | PageMessage
  | ((typeof CHANNEL_KINDS)[Kind]['takesChanges'] extends true ? ChangeMessage : never)
  | ((typeof CHANNEL_KINDS)[Kind]['takesReviews'] extends true ? ReviewNotice : never);

/** Sends to receivers of one kind. Results and errors are those of {@link Channel}. */
export interface Sender<Kind extends DeliveredKind> {
  send(notice: NoticeFor<Kind>): Promise<'taken' | 'passed'>;
}

/** The channel that sends by `sender`. It passes over notices that its kind does not take. */
export function channelOf<Kind extends DeliveredKind>(kind: Kind, sender: Sender<Kind>): Channel {
  const { takesChanges, takesReviews } = CHANNEL_KINDS[kind];
  const passes = ({ kind: notice }: Notice) =>
    (notice === 'change' && !takesChanges) || (notice === 'review' && !takesReviews);
  return {
    send: async (notice) => (passes(notice) ? 'passed' : sender.send(notice as NoticeFor<Kind>)),
  };
}
