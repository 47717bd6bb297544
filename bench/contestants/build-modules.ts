import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { paths } from "../harness/paths.js";
import type { Bundle } from "../protocol/bundle.js";
import { ajvStandaloneSource } from "./ajv.js";

/** Bundled ES modules of a protocol, each in one file. */
export const moduleNames = ["dagwire", "ajv-standalone", "hand-written"] as const;

/** One of {@link moduleNames}. */
export type ModuleName = (typeof moduleNames)[number];

/** Writes the entry files into a folder that holds the generated code in `generated/`, and bundles them for Node. */
export function buildModules(folder: string, bundle: Bundle): void {
  writeFileSync(join(folder, "dagwire.entry.ts"), 'export { serverEvents, isServerEvent } from "./generated/server-event-validator.js";\n');
  writeFileSync(join(folder, "ajv-standalone.entry.ts"), 'export { default as validate } from "./ajv-standalone.source.js";\n');
  writeFileSync(join(folder, "ajv-standalone.source.js"), ajvStandaloneSource(bundle));
  writeFileSync(
    join(folder, "hand-written.entry.ts"),
    `export { isServerEvent } from ${JSON.stringify(join(paths.dist, "contestants/hand-written.js"))};\n`,
  );
  for (const name of moduleNames) bundleModule(folder, name, false);
}

/** Returns the bytes of a module as a browser loads it: minified, and minified with gzip. */
export function browserSize(folder: string, name: ModuleName): { readonly minified: number; readonly gzipped: number } {
  const text = readFileSync(bundleModule(folder, name, true));
  return { minified: text.length, gzipped: gzipSync(text, { level: 9 }).length };
}

/** Returns the bytes of the generated file without the runtime, minified and with gzip. */
export function generatedSize(folder: string): number {
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, "dagwire.entry.ts")],
    write: false,
    minify: true,
    bundle: true,
    external: ["@dagwire/runtime/codegen/v1"],
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
}

function bundleModule(folder: string, name: ModuleName, minify: boolean): string {
  const outfile = join(folder, minify ? `${name}.min.js` : `${name}.mjs`);
  const entryPoints = [join(folder, `${name}.entry.ts`)];
  buildSync({
    entryPoints,
    outfile,
    minify,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    platform: minify ? "browser" : "node",
  });
  return outfile;
}
