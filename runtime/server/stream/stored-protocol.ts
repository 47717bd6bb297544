import { valueAt } from "../../core/contract/v1/state/members.js";
import type { Protocol, ProtocolPeer, ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { StoredProtocol } from "../../core/log/stream-log.js";

/** Returns the version of a protocol, as the log notes it with an epoch and a snapshot. */
export function storedProtocolOf<T extends ProtocolTypes>({ version, digest, server }: Protocol<T>): StoredProtocol {
  const tags = Object.values(server.events).flatMap(({ mustUnderstand, tag }) => (mustUnderstand && tag !== undefined ? [tag] : []));
  return tags.length === 0 ? { version, digest } : { version, digest, mustUnderstand: tags };
}

/** Returns what the support table of a version says about another one. `undefined` if the table does not list that version. */
export function peerOf<T extends ProtocolTypes>({ peers = {} }: Protocol<T>, digest: string | undefined): ProtocolPeer | undefined {
  return digest !== undefined && Object.hasOwn(peers, digest) ? peers[digest] : undefined;
}

/** Returns true if the version of the event's writer forbids readers to skip the event. */
export function hasToBeUnderstood(event: unknown, { mustUnderstand = [] }: StoredProtocol): boolean {
  return mustUnderstand.some((tags) => Object.entries(tags).every(([pointer, values]) => values.includes(tagAt(event, pointer))));
}

/** Returns the value at a JSON Pointer into an event. */
export function tagAt(event: unknown, pointer: string): unknown {
  const path = pointer.split("/").slice(1);
  return valueAt(
    event,
    path.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~")),
  );
}
