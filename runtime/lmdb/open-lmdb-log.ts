import type { StreamLog } from "../core/log/stream-log.js";
import { LmdbLog } from "./lmdb-log.js";
import type { LmdbLogOptions } from "./lmdb-log.js";

/**
 * Opens a log that survives the end of the process, in the folder `path`, which is made if need be.
 * Needs the npm package `lmdb`, which is an optional peer of this one.
 *
 * What an append has resolved is flushed to disk; appends that wait meanwhile share the next flush.
 * Several processes may open one folder: whoever claims a stream last is the one that can append.
 * Tails hear the appends of their own process only.
 */
export function openLmdbLog(path: string, options: LmdbLogOptions = {}): StreamLog {
  return new LmdbLog(path, options);
}
