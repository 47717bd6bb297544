import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import { refuseUpgrade } from "./refuse.js";

/** An HTTP server of Node whose upgrade requests a stream server can handle. */
export type AttachableServer = HttpServer | HttpsServer;

/**
 * Handles an upgrade request. Returns false if another handler has to handle the request, because of its path. `isLoopback`
 * returns true if the HTTP server listens on a loopback address.
 */
export type UpgradeTaker = (request: IncomingMessage, socket: Duplex, head: Buffer, isLoopback: () => boolean) => boolean;

// Several stream servers, even of two copies of this package, may share one HTTP server. The first symbol marks the listeners of
// stream servers, the second one the sockets of upgrades that a stream server handles.
const ownMark = Symbol.for("@dagwire/runtime upgrade listener");
const takenMark = Symbol.for("@dagwire/runtime upgrade taken");

type UpgradeListener = ((request: IncomingMessage, socket: MarkedSocket, head: Buffer) => void) & { [ownMark]?: true };
type MarkedSocket = Duplex & { [takenMark]?: true };

/** The listeners of one stream server to the event 'upgrade' of HTTP servers. */
export class UpgradeListeners {
  readonly #take: UpgradeTaker;
  readonly #listeners = new Map<AttachableServer, UpgradeListener>();

  constructor(take: UpgradeTaker) {
    this.#take = take;
  }

  add(server: AttachableServer): void {
    if (this.#listeners.has(server)) return;
    const isLoopback = (): boolean => isOnLoopback(server);
    const listener: UpgradeListener = (request, socket, head) => {
      if (socket[takenMark] === true) return;
      if (this.#take(request, socket, head, isLoopback)) socket[takenMark] = true;
      else if (isLastHope(server, listener)) refuseUpgrade(socket, 404, "no WebSocket server at this path");
    };
    listener[ownMark] = true;
    this.#listeners.set(server, listener);
    server.on("upgrade", listener);
  }

  removeAll(): void {
    for (const [server, listener] of this.#listeners) server.off("upgrade", listener);
    this.#listeners.clear();
  }
}

function isOnLoopback(server: AttachableServer): boolean {
  const address = server.address();
  if (address === null || typeof address === "string") return false;
  return address.address === "::1" || address.address.startsWith("127.");
}

/** Returns true if no other listener can answer the upgrade request, whose socket would otherwise stay open for ever. */
function isLastHope(server: AttachableServer, listener: UpgradeListener): boolean {
  const listeners = server.listeners("upgrade");
  return listeners.at(-1) === listener && listeners.every((other) => ownMark in other);
}
