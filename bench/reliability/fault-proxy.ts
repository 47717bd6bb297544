import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";

/** A TCP proxy that causes the faults of networks. */
export class FaultProxy {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #target: number;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  /** Listens on 127.0.0.1 and forwards to a port there. */
  static async start(target: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, "127.0.0.1", resolve);
    });
    return proxy;
  }

  /** The port on which the proxy listens. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Resets every connection. */
  cut(): void {
    for (const pair of this.#pairs) end(pair);
  }

  /** Drops all bytes of the current connections in both directions, like a router that has forgotten them. Resets them after `forMs`. */
  blackHole(forMs: number): void {
    const pairs = [...this.#pairs];
    for (const [client, server] of pairs) {
      client.unpipe(server);
      server.unpipe(client);
      client.resume();
      server.resume();
    }
    setTimeout(() => {
      for (const pair of pairs) end(pair);
    }, forMs);
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #accept(client: Socket): void {
    const server = connect(this.#target, "127.0.0.1");
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on("error", () => end(pair));
      socket.on("close", () => {
        this.#pairs.delete(pair);
        end(pair);
      });
    }
    client.pipe(server);
    server.pipe(client);
  }
}

function end([client, server]: readonly [Socket, Socket]): void {
  client.destroy();
  server.destroy();
}
