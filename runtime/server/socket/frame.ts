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
  const frame = emptyFrame(textFrame, Buffer.byteLength(text));
  frame.data.write(text, frame.headerBytes);
  return frame;
}

/** Frames bytes under a first byte of one's own: its flags and its opcode. */
export function frameOf(firstByte: number, payload: Buffer): Frame {
  const frame = emptyFrame(firstByte, payload.length);
  payload.copy(frame.data, frame.headerBytes);
  return frame;
}

function emptyFrame(firstByte: number, payloadBytes: number): Frame {
  const headerBytes = headerLength(payloadBytes);
  const data = Buffer.allocUnsafe(headerBytes + payloadBytes);
  data[0] = firstByte;
  writeLength(data, payloadBytes);
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

function writeLength(data: Buffer, payloadBytes: number): void {
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
