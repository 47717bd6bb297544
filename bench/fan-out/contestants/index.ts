import type { MakeBroadcaster } from "../broadcaster.js";
import { dagwirePlain } from "./dagwire-plain.js";
import { naive } from "./naive.js";
import { rawSocket } from "./raw-socket.js";
import { socketIo } from "./socket-io.js";

/** How a load client of a contestant says hello: nothing, or what Socket.IO asks for. */
export type Greeting = "none" | "socket.io";

/** Who is compared. */
export const contestants = {
  naive: { make: naive, path: "/run", greeting: "none" },
  socketIo: { make: socketIo, path: "/socket.io/?EIO=4&transport=websocket", greeting: "socket.io" },
  rawSocket: { make: rawSocket, path: "/run", greeting: "none" },
  dagwirePlain: { make: dagwirePlain, path: "/run", greeting: "none" },
} as const satisfies Readonly<Record<string, { readonly make: MakeBroadcaster; readonly path: string; readonly greeting: Greeting }>>;

/** A key of {@link contestants}. */
export type ContestantName = keyof typeof contestants;
