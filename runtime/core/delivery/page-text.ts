import type { PageFrame } from "../frames/server-event.js";
import type { Position, StreamId } from "../frames/types.js";
import type { TimeRun } from "../log/stream-log.js";
import { parsePosition } from "../log/position.js";

/** A part of a stream's history, before it is a frame. */
export type Page = {
  readonly after: Position;
  readonly at: Position;
  /** The oldest position from which the log can read. */
  readonly start: Position;
  readonly head: Position;
  /** The number of events that the stream has had up to `after`, in all epochs. */
  readonly count: number;
  readonly texts: readonly string[];
  /** The `seq` of each event, if the page leaves out events that do not match. */
  readonly seqs?: readonly number[] | undefined;
  readonly times?: readonly TimeRun[] | undefined;
};

const type: PageFrame["type"] = "$page";

/** Returns a page as a frame. Puts the texts of the events into the frame without parsing them. */
export function pageText(read: number, stream: StreamId, page: Page): string {
  const { after, at, start, head, count, texts, seqs, times } = page;
  const place = `"after":"${after}","at":"${at}","start":"${start}","head":"${head}","count":${count}`;
  const known = times?.map(({ count: length, storedMs }) => (storedMs === undefined ? [length] : [length, storedMs]));
  const more = [
    ...(seqs === undefined ? [] : [`,"seqs":${JSON.stringify(seqs)}`]),
    ...(known === undefined ? [] : [`,"times":${JSON.stringify(known)}`]),
    // Only the place before the very first event has the `seq` 0.
    ...(parsePosition(start)?.seq === 0 ? [] : [',"trimmed":true']),
  ];
  return `{"type":"${type}","read":${read},"stream":${JSON.stringify(stream)},${place},"events":[${texts.join(",")}]${more.join("")}}`;
}
