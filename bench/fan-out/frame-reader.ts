import { constants, inflateRawSync } from "node:zlib";

const none = Buffer.alloc(0);
/** The bytes that permessage-deflate omits at the end of a message. */
const tail = Buffer.from([0, 0, 0xff, 0xff]);
const pingOpcode = 9;

/** An empty pong of a client, with a mask of zeros. */
export const maskedPong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** Splits a server's bytes into payloads of text frames and pings. Other control frames are dropped. */
export class FrameReader {
  readonly #onPayload: (payload: Buffer) => void;
  readonly #onPing: () => void;
  #rest: Buffer = none;

  constructor(onPayload: (payload: Buffer) => void, onPing: () => void) {
    this.#onPayload = onPayload;
    this.#onPing = onPing;
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let head = readHead(bytes); head !== undefined && bytes.length >= head.end; head = readHead(bytes)) {
      if (head.opcode <= 2) this.#onPayload(payloadOf(bytes, head));
      else if (head.opcode === pingOpcode) this.#onPing();
      bytes = bytes.subarray(head.end);
    }
    this.#rest = bytes;
  }
}

type Head = { readonly opcode: number; readonly isPacked: boolean; readonly start: number; readonly end: number };

function payloadOf(bytes: Buffer, { isPacked, start, end }: Head): Buffer {
  const payload = bytes.subarray(start, end);
  return isPacked ? inflateRawSync(Buffer.concat([payload, tail]), { finishFlush: constants.Z_SYNC_FLUSH }) : payload;
}

function readHead(bytes: Buffer): Head | undefined {
  if (bytes.length < 2) return undefined;
  const first = bytes.readUInt8(0);
  const [opcode, isPacked] = [first & 0x0f, (first & 0x40) !== 0];
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  return { opcode, isPacked, start, end: start + length };
}

/** Returns a client's text frame of less than 64 KiB, with a mask of zeros. */
export function maskedText(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...size, 0, 0, 0, 0]), payload]);
}
