import { existsSync, mkdirSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { StreamLog } from "../core/log/stream-log.js";
import { LmdbLog } from "./lmdb-log.js";
import type { LmdbLogOptions } from "./lmdb-log.js";

/** A new log takes 48 KiB. */
const newLogBytes = 65_536;

/**
 * Opens a log that survives the end of the process, in the folder `path`, which is made if need be.
 * Needs the npm package `lmdb`, which is an optional peer of this one.
 *
 * What an append has resolved is flushed to disk; appends that wait meanwhile share the next flush.
 * Several processes may open one folder: whoever claims a stream last is the one that can append.
 * Tails hear the appends of their own process only.
 *
 * @throws Error when there is no room on the disk for a new log.
 */
export function openLmdbLog(path: string, options: LmdbLogOptions = {}): StreamLog {
  assertRoom(path);
  return new LmdbLog(path, options);
}

/** LMDB maps its lock file before the disk has given it room, and on a full disk a signal then ends the process. */
function assertRoom(path: string): void {
  if (existsSync(join(path, "lock.mdb"))) return;
  mkdirSync(path, { recursive: true });
  const { bavail, blocks, bsize } = statfsSync(path);
  // Some file systems do not tell their size: they say 0.
  if (blocks === 0 || bavail * bsize >= newLogBytes) return;
  throw new Error(`cannot open a log in "${path}": expected room for ${newLogBytes} bytes, got ${bavail * bsize}. Make room on the disk.`);
}
