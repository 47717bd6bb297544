import { constants, deflateRawSync } from "node:zlib";
import { framePayload, frameOf } from "./frame.js";
import type { Frame } from "./frame.js";

/** What ws is told to negotiate: without a context that is taken over, the same bytes are right for every client. */
export const sharedDeflate = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 0 } as const;

/** Shorter payloads grow. */
const leastBytes = 128;
/** Events are small: a large window and its tables would only have to be set up each time. */
const settings = { level: 4, windowBits: 13, memLevel: 6, finishFlush: constants.Z_SYNC_FLUSH };
/** What RFC 7692 section 7.2.1 leaves out at the end of a message. */
const tailBytes = 4;
const compressedTextFrame = 0xc1;

/** Returns the frames as permessage-deflate sends them (RFC 7692), one after the other. */
export function deflateFrames(frames: readonly Frame[]): Buffer {
  const [only] = frames;
  return frames.length === 1 && only !== undefined ? deflateFrame(only) : Buffer.concat(frames.map(deflateFrame));
}

function deflateFrame(frame: Frame): Buffer {
  const payload = framePayload(frame);
  if (payload.length < leastBytes) return frame.data;
  return frameOf(compressedTextFrame, deflateRawSync(payload, settings).subarray(0, -tailBytes)).data;
}
