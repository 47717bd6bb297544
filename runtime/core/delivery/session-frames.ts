import type { LogSlice, ReadLimit } from "../log/stream-log.js";
import { positionAfter } from "../log/position.js";
import { utf8Length } from "../base/utf8.js";
import type { ServerEvent as ServerFrame } from "../frames/server-event.js";
import type { StreamId } from "../frames/types.js";

/** A frame without events. */
export type Notice = Exclude<ServerFrame, { readonly type: "$events" }>;

/** Returns an `$events` frame as JSON. Puts the texts of the events into the frame without parsing them. */
export function eventsText(stream: StreamId, slice: LogSlice, isConflated = false): string {
  const follows = slice.follows === undefined ? "" : `,"follows":"${slice.follows}"`;
  const conflated = isConflated ? `,"upto":"${slice.at}","conflated":true` : "";
  const head = `{"type":"$events","stream":${JSON.stringify(stream)},"from":"${slice.from}"${follows}${conflated}`;
  return `${head},"events":[${slice.texts.join(",")}]}`;
}

/** Cuts a slice into parts within `limit`. An event that alone exceeds the limit is a part of its own. */
export function splitSlice(slice: LogSlice, limit: ReadLimit): readonly LogSlice[] {
  if (isSurelyWithin(slice, limit)) return [slice];
  const parts: LogSlice[] = [];
  let first = 0;
  let bytes = 0;
  for (const [index, text] of slice.texts.entries()) {
    const length = utf8Length(text);
    if (index > first && (index - first >= limit.maxEvents || bytes + length > limit.maxBytes)) {
      parts.push(partOf(slice, first, index));
      first = index;
      bytes = 0;
    }
    bytes += length;
  }
  return first === 0 ? [slice] : [...parts, partOf(slice, first, slice.texts.length)];
}

/** Returns true without counting bytes if the slice is small: a UTF-16 code unit is at most 3 bytes in UTF-8. */
function isSurelyWithin({ texts }: LogSlice, limit: ReadLimit): boolean {
  let characters = 0;
  for (const text of texts) characters += text.length;
  return texts.length <= limit.maxEvents && characters * 3 <= limit.maxBytes;
}

function partOf(slice: LogSlice, first: number, end: number): LogSlice {
  const from = positionAfter(slice.from, first);
  const after = first === 0 ? slice.after : positionAfter(slice.from, first - 1);
  const at = positionAfter(slice.from, end - 1);
  const follows = first === 0 && slice.follows !== undefined ? { follows: slice.follows } : {};
  return { texts: slice.texts.slice(first, end), after, from, ...follows, at, count: slice.count + first };
}
