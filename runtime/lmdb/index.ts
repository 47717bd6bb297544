export { openLmdbLog } from "./open-lmdb-log.js";
export type { LmdbLogOptions } from "./lmdb-log.js";
export type { StreamLog } from "../core/log/stream-log.js";
