import { fileURLToPath } from "node:url";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Paths relative to `bench/dist/harness/`. */
export const paths = {
  root: at("../../.."),
  bench: at("../.."),
  dist: at(".."),
  /** Inputs and outputs of the measurements. Every run makes them anew. */
  work: at("../work"),
  /** The command line of dagwire. */
  dagwire: at("../../../generator/bin/dagwire.js"),
  /** The reference protocol. */
  reference: at("../../../schema/dag"),
} as const;
