import { readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { BaselineError } from "./tree.js";

/** The most bytes of a tarball, as it is on the disk and after it is inflated. */
export const maxTarballBytes = 256 * 1024 * 1024;

const advice = "Name a folder with the schemas alone.";

/**
 * Returns the contents of a tarball, inflated if it is compressed by gzip. Stops as soon as the contents are larger
 * than the limit, so that a small file cannot fill the memory.
 *
 * @param limit the most bytes. @default {@link maxTarballBytes}
 * @throws BaselineError if the contents are larger, or are compressed twice or by another method.
 */
export function tarballBytes(path: string, limit = maxTarballBytes): Buffer {
  if (statSync(path).size > limit) throw tooLarge("has", limit);
  const bytes = readFileSync(path);
  const contents = isGzip(bytes) ? inflated(bytes, limit) : bytes;
  // The library `tar` would inflate such contents again, without a limit.
  if (isGzip(contents) || isZstandard(contents))
    throw new BaselineError(`the tarball is compressed twice, or not by gzip. Name a file that \`npm pack\` wrote.`);
  return contents;
}

function inflated(bytes: Buffer, limit: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge("inflates to", limit);
    throw error;
  }
}

function tooLarge(verb: string, limit: number): BaselineError {
  return new BaselineError(`the tarball ${verb} more than ${limit / 1024 / 1024} MiB. ${advice}`);
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isZstandard(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
}
