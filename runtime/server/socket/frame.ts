const textFrame = 0x81;
const maxShortBytes = 125;
const maxMediumBytes = 0xffff;

/** An unmasked text frame of WebSocket (RFC 6455 section 5.2) that can be written to any number of sockets. */
export type Frame = {
  /** The bytes of the frame: header and payload. */
  readonly data: Buffer;
  readonly headerBytes: number;
  readonly byteLength: number;
};

/** Returns a frame with a payload. `firstByte` contains the flags and the opcode. */
export function frameOf(firstByte: number, payload: Buffer): Frame {
  const headerBytes = headerLength(payload.length);
  const data = Buffer.allocUnsafe(headerBytes + payload.length);
  data[0] = firstByte;
  writeLength(data, 0, payload.length);
  payload.copy(data, headerBytes);
  return { data, headerBytes, byteLength: data.length };
}

/** Returns the payload of a frame, as a view of the frame's bytes. */
export function framePayload(frame: Frame): Buffer {
  return frame.data.subarray(frame.headerBytes);
}

/** Returns the bytes of consecutive text frames. `lengths` are the numbers of bytes of the texts as UTF-8. */
export function textFrames(texts: readonly string[], lengths: readonly number[]): Buffer {
  let total = 0;
  for (const length of lengths) total += headerLength(length) + length;
  const bytes = Buffer.allocUnsafe(total);
  let start = 0;
  for (let index = 0; index < texts.length; index++) {
    const length = lengths[index] ?? 0;
    bytes[start] = textFrame;
    writeLength(bytes, start, length);
    start += headerLength(length);
    bytes.write(texts[index] ?? "", start);
    start += length;
  }
  return bytes;
}

/** Returns the frame that begins at offset `start` of `bytes`, as a view of these bytes. */
export function frameAt(bytes: Buffer, start: number, payloadBytes: number): Frame {
  const headerBytes = headerLength(payloadBytes);
  const byteLength = headerBytes + payloadBytes;
  return { data: bytes.subarray(start, start + byteLength), headerBytes, byteLength };
}

function headerLength(payloadBytes: number): number {
  if (payloadBytes <= maxShortBytes) return 2;
  return payloadBytes <= maxMediumBytes ? 4 : 10;
}

function writeLength(data: Buffer, start: number, payloadBytes: number): void {
  if (payloadBytes <= maxShortBytes) {
    data[start + 1] = payloadBytes;
  } else if (payloadBytes <= maxMediumBytes) {
    data[start + 1] = 126;
    data.writeUInt16BE(payloadBytes, start + 2);
  } else {
    data[start + 1] = 127;
    data.writeBigUInt64BE(BigInt(payloadBytes), start + 2);
  }
}
