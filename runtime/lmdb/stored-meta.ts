import type { AppendNumbers } from "../core/log/append-numbers.js";
import type { EpochSpan, Epochs } from "../core/log/epochs.js";
import type { StoredAppend } from "./stored-append.js";
import type { StoredProtocol } from "../core/log/stream-log.js";

/** The epochs of a stream, and the numbers of its first and last event in the log. */
export type StreamMeta = {
  readonly epochs: Epochs;
  /** Number of the last event that was trimmed. The log begins after it. */
  readonly start: number;
  /** Number of the last event in the log. */
  readonly end: number;
  /** Time in milliseconds since 1970. The log refuses commands whose ids were made before this time. */
  readonly horizonMs: number;
  /** The newest append that the table `appends` has. Absent in files of version 0.1.0. */
  readonly newest?: NewestAppend;
  /** The numbered appends of the last claim that had some. Absent in files of version 0.1.0. */
  readonly numbers?: AppendNumbers;
};

/** The newest append with a time: the number of its last event, its time, and the bytes as {@link StoredAppend} counts them. */
export type NewestAppend = Pick<StoredAppend, "storedMs" | "bytes"> & { readonly end: number };

/**
 * An epoch in the format of the files. `writer` is an index in the list `protocols`. The index keeps the text short: every append
 * writes the text, and most epochs of a stream have the same writer. An epoch that a server of version 0.1.0 has begun has no
 * `writer`.
 */
type StoredSpan = Omit<EpochSpan, "protocol"> & { readonly writer?: number };

/**
 * The meta data in the format of the files. Version 0.1.0 writes no `protocols`. It keeps all properties when it changes a text
 * of a later version.
 */
type StoredMeta = Omit<StreamMeta, "epochs"> & {
  readonly epochs: readonly [StoredSpan, ...StoredSpan[]];
  readonly protocols?: readonly StoredProtocol[];
};

/** Returns the meta data of a stream as the text for the files. */
export function metaText({ epochs, ...others }: StreamMeta): string {
  const protocols: StoredProtocol[] = [];
  const stored = ({ epoch, base, protocol }: EpochSpan): StoredSpan =>
    protocol === undefined ? { epoch, base } : { epoch, base, writer: indexIn(protocols, protocol) };
  const [first, ...rest] = epochs;
  return JSON.stringify({ ...others, epochs: [stored(first), ...rest.map(stored)], protocols } satisfies StoredMeta);
}

/** Returns the meta data from a text that {@link metaText} or version 0.1.0 has made. */
export function readMeta(text: string | undefined): StreamMeta | undefined {
  if (text === undefined) return undefined;
  const { epochs, protocols = [], ...others } = JSON.parse(text) as StoredMeta;
  const read = ({ writer, ...span }: StoredSpan): EpochSpan => {
    const protocol = writer === undefined ? undefined : protocols[writer];
    return protocol === undefined ? span : { ...span, protocol };
  };
  const [first, ...rest] = epochs;
  return { ...others, epochs: [read(first), ...rest.map(read)] };
}

/** Returns the index of a version in the list. Adds the version if the list does not have it. */
function indexIn(protocols: StoredProtocol[], protocol: StoredProtocol): number {
  const index = protocols.findIndex(({ version, digest }) => version === protocol.version && digest === protocol.digest);
  return index === -1 ? protocols.push(protocol) - 1 : index;
}
