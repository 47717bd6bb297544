import type { Server } from "node:http";

const address = "127.0.0.1";

/** The program cannot listen on a port, because another program does or the system forbids it. */
export class PortError extends Error {
  override readonly name: string = "PortError";
}

/**
 * Listens for connections from this machine only. If `port` is undefined, listens on `defaultPort`, or on any free port if
 * `defaultPort` is taken.
 *
 * @returns the port on which the server listens
 * @throws {@link PortError} if the server cannot listen on the requested port
 */
export async function listen(server: Server, port: number | undefined, defaultPort: number): Promise<number> {
  try {
    return await listenOn(server, port ?? defaultPort);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (port === undefined && code === "EADDRINUSE") return listenOn(server, 0);
    if (code === "EADDRINUSE")
      throw new PortError(`port ${port ?? defaultPort} is taken. Choose another one, or 0 for any`, { cause: error });
    throw new PortError(`cannot listen on port ${port ?? defaultPort}: ${String(error)}`, { cause: error });
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => {
      server.off("error", reject);
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null ? bound.port : port);
    });
  });
}
