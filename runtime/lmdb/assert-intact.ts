import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

// The places of some numbers in the two first pages of LMDB's file.
const magicAt = 24;
const pageSizeAt = 48;
const lastPageAt = 144;
const transactionAt = 152;
const headerBytes = 160;
const magic = 0xbe_ef_c0_de;

/**
 * Checks the header and the length of LMDB's file. LMDB itself would end the process with a signal when it reads a page that the file
 * does not have.
 *
 * @throws Error if the file is damaged.
 */
export function assertIntact(path: string): void {
  const file = join(path, "data.mdb");
  // A file of length 0 belongs to a log that a process has begun to create.
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  const descriptor = openSync(file, "r");
  try {
    const damage = damageOf(descriptor);
    if (damage !== undefined) throw damaged(path, damage);
  } finally {
    closeSync(descriptor);
  }
}

/** Returns the error for a log whose files are damaged. */
export function damaged(path: string, got: string, cause?: unknown): Error {
  const message = `cannot open the log in "${path}": expected whole files that LMDB has written, got ${got}. Restore the folder from a copy, or pass another folder.`;
  return new Error(message, { cause });
}

function damageOf(descriptor: number): string | undefined {
  const first = headerAt(descriptor, 0);
  const second = first && headerAt(descriptor, first.pageSize);
  // The length is read after the headers: a process that writes the log makes the file longer first, and then changes a header.
  const { size } = fstatSync(descriptor);
  if (first === undefined) return `a file "data.mdb" of ${size} bytes without the header of LMDB`;
  if (second === undefined) return `a file "data.mdb" of ${size} bytes whose second page is no header of LMDB`;
  const newest = first.transaction > second.transaction ? first : second;
  const needed = (newest.lastPage + 1n) * BigInt(first.pageSize);
  return BigInt(size) >= needed ? undefined : `a file "data.mdb" of ${size} bytes that should have at least ${needed} bytes`;
}

type Header = { readonly pageSize: number; readonly lastPage: bigint; readonly transaction: bigint };

function headerAt(descriptor: number, start: number): Header | undefined {
  const bytes = new DataView(new ArrayBuffer(headerBytes));
  if (readSync(descriptor, bytes, 0, headerBytes, start) < headerBytes) return undefined;
  if (bytes.getUint32(magicAt, true) !== magic) return undefined;
  return {
    pageSize: bytes.getUint32(pageSizeAt, true),
    lastPage: bytes.getBigUint64(lastPageAt, true),
    transaction: bytes.getBigUint64(transactionAt, true),
  };
}
