import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { paths } from "../harness/paths.js";
import { kilobytes, limitRow, plainRow } from "../harness/table.js";
import type { Row } from "../harness/table.js";

/** Measures the bytes that the client and the hooks add to a page: bundled by esbuild, minified, gzipped, without validators and React. */
export function clientSizeRows(): Row[] {
  const hooks = size('export { createDAGHooks } from "@dagwire/runtime/react"');
  return [
    limitRow(
      "client, min + gzip, without validators",
      size('export { connect } from "@dagwire/runtime/client"'),
      { must: 9_000 },
      kilobytes,
    ),
    plainRow("React hooks with store and client, min + gzip, without React", kilobytes(hooks)),
  ];
}

function size(contents: string): number {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: paths.bench },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    external: ["react"],
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
}
