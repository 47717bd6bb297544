import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocketServer } from "ws";
import { closeReason } from "../../core/base/close-code.js";
import * as closeCodes from "../../core/base/close-codes.js";
import { OncePerMinute } from "./once-per-minute.js";
import { refuseUpgrade } from "./refuse.js";
import type { RefusalStatus } from "./refuse.js";

/** A request to upgrade to a WebSocket, as Node gives it to the listeners of the event 'upgrade'. */
export type UpgradeRequest = { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer };

/** Why a request is refused. */
export type Refusal = {
  readonly status: RefusalStatus;
  /** The text for the client. */
  readonly message: string;
  /** The line for the server's log, at most once a minute for each `of`. @default the message, each time */
  readonly log?: { readonly of: string; readonly line: string };
};

/** The options of {@link Refusals}. */
export type RefusalOptions = {
  readonly wss: WebSocketServer;
  readonly nowMs: () => number;
  readonly warn: (details: object, line: string) => void;
  readonly count: () => void;
};

const closeCodeOf: ReadonlyMap<RefusalStatus, number> = new Map([
  [401, closeCodes.unauthenticated],
  [403, closeCodes.forbidden],
  [404, closeCodes.noSuchStream],
]);
/** Milliseconds that a refused client has to answer the close frame. */
const closeTimeoutMs = 2_000;

/**
 * Refuses upgrade requests. A browser hides the HTTP status of a refused upgrade from the page, which would dial again without end.
 * So a request of a page whose status has a close code is upgraded, and closed with that code before a frame is read.
 */
export class Refusals {
  readonly #options: RefusalOptions;
  readonly #logged: OncePerMinute = new OncePerMinute();

  constructor(options: RefusalOptions) {
    this.#options = options;
  }

  refuse({ request, socket, head }: UpgradeRequest, { status, message, log }: Refusal): void {
    const { wss, nowMs, warn, count } = this.#options;
    count();
    if (log === undefined || this.#logged.allows(log.of, nowMs()))
      warn({ status, address: request.socket.remoteAddress }, `refused: ${log?.line ?? message}`);
    const code = request.headers.origin === undefined ? undefined : closeCodeOf.get(status);
    if (code === undefined) return refuseUpgrade(socket, status, message);
    wss.handleUpgrade(request, socket, head, (ws) => {
      const timer = setTimeout(() => ws.terminate(), closeTimeoutMs);
      // The client may send anything before it reads the close frame, also a broken frame.
      ws.on("error", () => ws.terminate());
      ws.on("close", () => clearTimeout(timer));
      ws.close(code, closeReason(message));
    });
  }
}
