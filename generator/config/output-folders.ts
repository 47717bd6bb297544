import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { joinPointer } from "../base/pointer.js";
import type { Findings } from "../diagnostics/diagnostic.js";

/** The option `out` of a protocol as the config has it. */
type Output = { readonly out: string };

/** The config file as findings show it, and the absolute path of its folder. */
type ConfigPlace = { readonly file: string; readonly folder: string };

/**
 * Returns true if two protocols of a config have the same output folder, or if one protocol's folder is inside another's.
 * Adds a finding for each such protocol. Also compares folders as a disk does that ignores upper and lower case, because
 * one config is used on several machines.
 */
export function hasSharedOutput(protocols: readonly Output[], { file, folder }: ConfigPlace, findings: Findings): boolean {
  const keys = protocols.map(({ out }) => folderKey(resolve(folder, out)));
  let isShared = false;
  for (const [index, { out }] of protocols.entries()) {
    const other = keys.findIndex((key, before) => before < index && overlap(key, keys[index] ?? ""));
    if (other === -1) continue;
    isShared = true;
    findings.add({
      rule: "OUTPUT_SHARED",
      place: { file, pointer: joinPointer(joinPointer("/protocols", String(index)), "out"), on: "value" },
      message: `"out" of protocol ${index + 1}, ${JSON.stringify(out)}, ${relation(keys[index] ?? "", keys[other] ?? "")} "out" of protocol ${other + 1}, ${JSON.stringify(protocols[other]?.out)}.`,
      hint: "Give each protocol a folder of its own, such as generated/first and generated/second.",
    });
  }
  return isShared;
}

function relation(key: string, other: string): string {
  if (key === other) return "is the same folder as";
  return key.startsWith(other) ? "is inside" : "contains";
}

function overlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** Returns a text that is equal for two paths of one folder. It ends in a separator, so that the key of a folder inside begins with it. */
function folderKey(path: string): string {
  const key = realPath(path).normalize("NFC").toLowerCase();
  return key.endsWith(sep) ? key : key + sep;
}

/** Resolves the symbolic links in the part of a path that exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}
