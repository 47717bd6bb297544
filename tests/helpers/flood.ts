import { once } from "node:events";
import type { Socket } from "node:net";
import { openRaw } from "./stream-harness.js";
import type { Cleanup } from "./stream-harness.js";

/** Returns a masked text frame, as a client sends it. The mask is zero, so the payload stays readable. */
export function clientFrame(message: object | string): Buffer {
  return rawFrame(Buffer.from(typeof message === "string" ? message : JSON.stringify(message)));
}

/** Returns a masked frame of bytes. `firstByte` holds the flags and the opcode. */
export function rawFrame(payload: Buffer, firstByte = 0x81): Buffer {
  const length = payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([firstByte, ...length, 0, 0, 0, 0]), payload]);
}

/** A client that sends as fast as the server reads, and reads nothing after its handshake. */
export class Flooder {
  readonly socket: Socket;
  readonly opened: Promise<unknown>;
  /** The number of bytes that the server's kernel has taken. */
  get sentBytes(): number {
    return this.socket.bytesWritten - this.socket.writableLength;
  }

  constructor(cleanup: Cleanup, port: number, path: string, headers: readonly string[] = []) {
    this.socket = openRaw(cleanup, port, path, headers);
    this.socket.on("error", () => {});
    this.opened = once(this.socket, "data");
  }

  /** Sends `hello`, if there is one, and waits for its answer; then sends `messages` over and over for `durationMs`. */
  async flood(hello: object | undefined, messages: readonly (object | string)[], durationMs: number): Promise<void> {
    await this.opened;
    if (hello !== undefined) {
      this.socket.write(clientFrame(hello));
      await once(this.socket, "data");
    }
    this.socket.pause();
    const chunk = Buffer.concat(Array.from({ length: Math.ceil(65_536 / 50 / messages.length) }, () => messages.map(frameOf)).flat());
    const isOver = AbortSignal.timeout(durationMs);
    while (!isOver.aborted && !this.socket.destroyed) {
      if (!this.socket.write(chunk)) await once(this.socket, "drain", { signal: isOver }).catch(() => {});
      else await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Returns the frame of a message. A buffer already is a frame. */
function frameOf(message: object | string): Buffer {
  return Buffer.isBuffer(message) ? message : clientFrame(message);
}
