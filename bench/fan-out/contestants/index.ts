import type { MakeBroadcaster } from "../broadcaster.js";
import { dagwireDeflated } from "./dagwire-deflated.js";
import { dagwirePlain } from "./dagwire-plain.js";
import { dagwireSession } from "./dagwire-session.js";
import { naive } from "./naive.js";
import { rawSocket } from "./raw-socket.js";
import { socketIo } from "./socket-io.js";

/** The handshake of a contestant's load clients: none, that of Socket.IO, a `$hello`, or an offer of compression. */
export type Greeting = "none" | "socket.io" | "session" | "deflate";

/** The contestants, by name. */
export const contestants = {
  naive: { make: naive, path: "/run", greeting: "none" },
  socketIo: { make: socketIo, path: "/socket.io/?EIO=4&transport=websocket", greeting: "socket.io" },
  rawSocket: { make: rawSocket, path: "/run", greeting: "none" },
  dagwireSession: { make: dagwireSession, path: "/run", greeting: "session" },
  dagwireDeflated: { make: dagwireDeflated, path: "/run", greeting: "deflate" },
  dagwirePlain: { make: dagwirePlain, path: "/run", greeting: "none" },
} as const satisfies Readonly<Record<string, { readonly make: MakeBroadcaster; readonly path: string; readonly greeting: Greeting }>>;

/** A key of {@link contestants}. */
export type ContestantName = keyof typeof contestants;
