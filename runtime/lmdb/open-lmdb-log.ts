import { accessSync, constants, existsSync, mkdirSync, statfsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { toError } from "../core/base/error.js";
import type { StreamLog } from "../core/log/stream-log.js";
import { assertIntact } from "./assert-intact.js";
import { LmdbLog } from "./lmdb-log.js";
import type { LmdbLogOptions } from "./lmdb-log.js";

/** Free bytes that the disk needs for a new log, which takes 48 KiB. */
const newLogBytes = 65_536;

/**
 * Opens a durable log in the folder `path`. Creates the folder if it is missing. Needs the npm package `lmdb`, which is an
 * optional peer dependency of this package.
 *
 * An append resolves when its records are on the disk. Appends that wait while the disk flushes share the next flush. Several
 * processes may open one folder. Only the process that has claimed a stream last can append to the stream. In each process `tail`
 * reports only the appends of that process.
 *
 * @throws Error if the package is not installed, if `path` is a file, or if this process may not write there. Also if the disk has
 * too little free space for a new log, or if the files of the log are damaged.
 */
export function openLmdbLog(path: string, options: LmdbLogOptions = {}): StreamLog {
  assertFolder(path);
  assertWritable(path);
  assertRoom(path);
  assertIntact(path);
  return new LmdbLog(path, options);
}

/** LMDB itself would open a file as a database, and fail later with a message that names no path. */
function assertFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== false) return;
  throw new Error(`cannot open a log in "${path}": expected a folder, got a file. Pass the path of a folder, which may be missing.`);
}

/** LMDB itself would say that it cannot set up locks. */
function assertWritable(path: string): void {
  const files = [path, join(path, "data.mdb"), join(path, "lock.mdb")].filter((file) => existsSync(file));
  try {
    for (const file of files.length === 0 ? [existingParent(path)] : files) accessSync(file, constants.W_OK);
  } catch (cause) {
    const problem = `cannot open a log in "${path}": expected a folder that this process may write to, got "${toError(cause).message}"`;
    throw new Error(`${problem}. Mount the disk for writing, change the rights of the folder, or pass another folder.`, { cause });
  }
}

/** Returns the folder in which the first missing folder of the path has to be created. */
function existingParent(path: string): string {
  const parent = dirname(resolve(path));
  return existsSync(parent) ? parent : existingParent(parent);
}

/** Checks the free space first, because on a full disk LMDB would end the process with a signal when it maps its lock file. */
function assertRoom(path: string): void {
  if (existsSync(join(path, "lock.mdb"))) return;
  mkdirSync(path, { recursive: true });
  const { bavail, blocks, bsize } = statfsSync(path);
  // Some file systems report a size of 0, which says nothing about their free space.
  if (blocks === 0 || bavail * bsize >= newLogBytes) return;
  throw new Error(
    `cannot open a log in "${path}": expected ${newLogBytes} free bytes on the disk, got ${bavail * bsize}. Free some space on the disk.`,
  );
}
