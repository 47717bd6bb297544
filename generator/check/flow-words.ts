import type { Flow } from "../evolution/peer/wire.js";
import type { Direction } from "../model/event-model.js";

/** Who sends and who reads, for people: `new server → old client`. */
export function flowWords(direction: Direction, flow: Flow): string {
  const [sender, reader] = direction === "server" ? ["server", "client"] : ["client", "server"];
  return flow === "new-to-old" ? `new ${sender} → old ${reader}` : `old ${sender} → new ${reader}`;
}

const consequences: Readonly<Record<Direction, Readonly<Record<Flow, string>>>> = {
  server: {
    "new-to-old": "Clients built before this change refuse it as soon as the server is deployed.",
    "old-to-new": "Clients built from now on refuse what a server of before sends and what journals hold.",
  },
  client: {
    "new-to-old": "Where clients are deployed first, the servers of before refuse what they send.",
    "old-to-new": "Clients built before this change still send what the new server refuses.",
  },
};

/** Who breaks, and in which deploy order. */
export function consequenceOf(direction: Direction, flow: Flow): string {
  return consequences[direction][flow];
}
