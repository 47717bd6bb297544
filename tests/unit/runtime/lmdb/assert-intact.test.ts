import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assertIntact } from "../../../../runtime/lmdb/assert-intact.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dagwire-intact-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Header = { readonly transaction: bigint; readonly lastPage: bigint };

/** Writes a file of LMDB that has nothing but the headers of its two first pages. */
function writeLog(pages: number, headers: readonly [Header, Header], pageSize = 4_096): void {
  const file = Buffer.alloc(pages * pageSize);
  for (const [index, { transaction, lastPage }] of headers.entries()) {
    const at = index * pageSize;
    file.writeUInt32LE(0xbe_ef_c0_de, at + 24);
    file.writeUInt32LE(pageSize, at + 48);
    file.writeBigUInt64LE(lastPage, at + 144);
    file.writeBigUInt64LE(transaction, at + 152);
  }
  writeFileSync(join(folder, "data.mdb"), file);
}

const long = { transaction: 0x100n, lastPage: 9n };
const short = { transaction: 0xffn, lastPage: 2n };
const newestShort = { transaction: 0x101n, lastPage: 2n };

test.each([
  ["the first page", [long, short]],
  ["the second page", [short, long]],
] as const)("[LG24] if the header on %s is the newer one, its last page decides how long the file has to be", (_, headers) => {
  writeLog(10, headers);
  expect(() => assertIntact(folder)).not.toThrow();
  writeLog(9, headers);
  expect(() => assertIntact(folder)).toThrow('got a file "data.mdb" of 36864 bytes that should have at least 40960 bytes.');
});

test("[LG24] a file may lack a page that only the older header names", () => {
  writeLog(3, [long, newestShort]);
  expect(() => assertIntact(folder)).not.toThrow();
  writeLog(3, [newestShort, long]);
  expect(() => assertIntact(folder)).not.toThrow();
});

test("[LG24] the length of a page is the one in the header", () => {
  writeLog(3, [short, newestShort], 65_536);
  expect(() => assertIntact(folder)).not.toThrow();
  writeLog(2, [short, newestShort], 65_536);
  expect(() => assertIntact(folder)).toThrow("of 131072 bytes that should have at least 196608 bytes.");
});

test("[LG24] an empty file and a missing one belong to a log that does not exist yet", () => {
  expect(() => assertIntact(folder)).not.toThrow();
  writeFileSync(join(folder, "data.mdb"), "");
  expect(() => assertIntact(folder)).not.toThrow();
});
