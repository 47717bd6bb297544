import type { StreamLoss } from "@dagwire/runtime/client";

/** Returns a sentence about events or a state that the page could not read. `version` is the page's version of the protocol. */
export function lossText({ isOlder, server, states, unknown, refused }: StreamLoss, version: string): string {
  if (states > 0) return "This page cannot read the engine's state. Reload.";
  const count = unknown + refused;
  const events = count === 1 ? "1 event" : `${count} events`;
  if (!isOlder) return `The engine sent ${events} that this page cannot read.`;
  return `This page is older than the engine (${version}, engine ${server.version}); ${events} ${count === 1 ? "is" : "are"} not shown. Reload.`;
}
