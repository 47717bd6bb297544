import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { ServerEvent } from "@dagwire/dag";
import type { RunGateway } from "./run-gateway.js";

/** What can be made to go wrong in the demo, to see the page recover. */
export const faultNames = ["cut", "stall", "restart", "burst"] as const;

/** One of {@link faultNames}. */
export type FaultName = (typeof faultNames)[number];

const stallMs = 5_000;
const burstEvents = 5_000;
/** The answer to whoever ordered the fault goes out first. */
const afterMs = 50;

/** Faults on order: connections that are cut, that fall silent, a gateway that goes, events by the thousand. */
export class Faults {
  readonly #gateway: RunGateway;
  readonly #publish: (event: ServerEvent) => void;
  readonly #nodeId: string;
  readonly #sockets = new Set<Socket>();

  /** @param nodeId the node whose progress a burst tells. */
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

  /** Nothing goes in or out, and nobody is told. */
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
