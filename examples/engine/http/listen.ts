import type { Server } from "node:http";

const address = "127.0.0.1";

/** Thrown if the port is taken or may not be used. */
export class PortError extends Error {
  override readonly name: string = "PortError";
}

/**
 * Listens on this machine only. Without a port it takes `defaultPort`, or a free one if that is taken.
 *
 * @returns the port
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
