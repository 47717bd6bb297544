/** A number of events, and their bytes. */
export type Load = { readonly bytes: number; readonly events: number };

/** The most events and bytes that may wait for the log. */
export type BacklogLimits = Load & { readonly totalBytes: number };

/** The limits of a server: for each stream, and for all its streams together. */
export const defaultBacklogLimits: BacklogLimits = { bytes: 4_194_304, events: 10_000, totalBytes: 67_108_864 };

/** Nothing. */
export const noLoad: Load = { bytes: 0, events: 0 };

/**
 * Returns whether one more event may wait. `half`: it may, and then more than half of a limit is used up.
 *
 * @param held The events of the stream that wait already. If none waits, one event of any size may wait.
 * @param totalBytes The bytes of all streams that wait already.
 */
export function roomFor(added: Load, held: Load, totalBytes: number, limits: BacklogLimits): "free" | "half" | "full" {
  const shares = [
    (held.bytes + added.bytes) / limits.bytes,
    (held.events + added.events) / limits.events,
    (totalBytes + added.bytes) / limits.totalBytes,
  ];
  const share = Math.max(...shares);
  if (share <= 1) return share > 0.5 ? "half" : "free";
  const isAlone = held.events === 0 && added.events <= 1 && (totalBytes === 0 || totalBytes + added.bytes <= limits.totalBytes);
  return isAlone ? "half" : "full";
}
