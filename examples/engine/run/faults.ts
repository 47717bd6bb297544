import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { ServerEvent } from "@dagwire/dag";
import type { RunGateway } from "./run-gateway.js";

/** Faults that a user can cause in the demo, to see the page recover. */
export const faultNames = ["cut", "stall", "restart", "burst"] as const;

/** One of {@link faultNames}. */
export type FaultName = (typeof faultNames)[number];

const stallMs = 5_000;
const burstEvents = 5_000;
/**
 * Milliseconds from the request of a fault to the fault, so that the server can answer the request before the fault
 * happens.
 */
const afterMs = 50;

/**
 * Causes faults on request: cuts connections, silences them, replaces the gateway, or publishes thousands of events.
 */
export class Faults {
  readonly #gateway: RunGateway;
  readonly #publish: (event: ServerEvent) => void;
  readonly #nodeId: string;
  readonly #sockets = new Set<Socket>();

  /** @param nodeId Id of the node whose progress the events of a burst report. */
  constructor(gateway: RunGateway, publish: (event: ServerEvent) => void, nodeId: string) {
    this.#gateway = gateway;
    this.#publish = publish;
    this.#nodeId = nodeId;
  }

  attach(server: Server): void {
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  order(name: FaultName): void {
    setTimeout(() => this.#make(name), afterMs);
  }

  #make(name: FaultName): void {
    switch (name) {
      case "cut":
        for (const socket of this.#sockets) socket.destroy();
        return;
      case "stall":
        return this.#stall();
      case "restart":
        void this.#gateway.restart();
        return;
      case "burst":
        for (let current = 1; current <= burstEvents; current++)
          this.#publish({ type: "progress", node_id: this.#nodeId, current, total: burstEvents, unit: "events of a burst" });
    }
  }

  /** Stops all traffic of the connections for 5 seconds without closing them. */
  #stall(): void {
    const sockets = [...this.#sockets];
    for (const socket of sockets) socket.pause().cork();
    setTimeout(() => {
      for (const socket of sockets) {
        socket.uncork();
        socket.resume();
      }
    }, stallMs);
  }
}
