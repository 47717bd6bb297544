import { constants, deflateRawSync } from "node:zlib";
import { framePayload, frameOf } from "./frame.js";
import type { Frame } from "./frame.js";

/** Options of permessage-deflate. They exclude context takeover, so that the same compressed bytes are valid for every client. */
export const sharedDeflate = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 0 } as const;

/** The server compresses only payloads of at least this many bytes. Compression would make shorter payloads longer. */
const leastBytes = 128;
/** Options of zlib. The window is small, because zlib creates its tables anew for each event and events are small. */
const settings = { level: 4, windowBits: 13, memLevel: 6, finishFlush: constants.Z_SYNC_FLUSH };
/** The bytes that RFC 7692 section 7.2.1 removes from the end of a message. */
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
