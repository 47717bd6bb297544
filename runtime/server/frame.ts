const textFrame = 0x81;
const maxShortBytes = 125;
const maxMediumBytes = 0xffff;

/** One unmasked WebSocket text frame (RFC 6455 section 5.2), ready to be written to any number of sockets. */
export type Frame = {
  /** Header and payload. */
  readonly data: Buffer;
  readonly headerBytes: number;
  readonly byteLength: number;
};

/** Frames `text`. */
export function frameText(text: string): Frame {
  const payloadBytes = Buffer.byteLength(text);
  const headerBytes = headerLength(payloadBytes);
  const data = Buffer.allocUnsafe(headerBytes + payloadBytes);
  writeHeader(data, payloadBytes);
  data.write(text, headerBytes);
  return { data, headerBytes, byteLength: data.length };
}

/** The payload alone, without copying. */
export function framePayload(frame: Frame): Buffer {
  return frame.data.subarray(frame.headerBytes);
}

/** All frames one after the other, for one write. */
export function joinFrames(frames: readonly Frame[]): Buffer {
  const [only] = frames;
  return frames.length === 1 && only !== undefined ? only.data : Buffer.concat(frames.map((frame) => frame.data));
}

function headerLength(payloadBytes: number): number {
  if (payloadBytes <= maxShortBytes) return 2;
  return payloadBytes <= maxMediumBytes ? 4 : 10;
}

function writeHeader(data: Buffer, payloadBytes: number): void {
  data[0] = textFrame;
  if (payloadBytes <= maxShortBytes) {
    data[1] = payloadBytes;
  } else if (payloadBytes <= maxMediumBytes) {
    data[1] = 126;
    data.writeUInt16BE(payloadBytes, 2);
  } else {
    data[1] = 127;
    data.writeBigUInt64BE(BigInt(payloadBytes), 2);
  }
}
