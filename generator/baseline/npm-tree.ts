import { join } from "node:path";
import { BaselineError, temporaryFolder } from "./tree.js";
import { runTool } from "./run-tool.js";
import { tarballTree } from "./tarball-tree.js";
import type { Tree } from "./tree.js";

/**
 * Returns the {@link Tree} of a baseline that is a published package. The installed npm downloads the package, with the
 * registry and login that the user has configured.
 * @param cwd the folder whose `.npmrc` applies.
 * @throws BaselineError if npm cannot fetch the package.
 */
export function npmTree(spec: string, cwd: string): Tree {
  const label = `npm:${spec}`;
  const folder = temporaryFolder();
  try {
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder.path, "--", spec];
    const { isFine, stdout, stderr } = runTool("npm", args, cwd);
    const name = isFine ? fileNameOf(stdout.toString("utf8")) : undefined;
    if (name === undefined)
      throw new BaselineError(`"${label}": npm cannot fetch the package (${reasonOf(stderr)}). Check name, version and registry.`);
    return tarballTree(label, join(folder.path, name));
  } finally {
    folder.remove();
  }
}

function fileNameOf(text: string): string | undefined {
  const packed = JSON.parse(text) as readonly { readonly filename?: string }[] | Readonly<Record<string, { readonly filename?: string }>>;
  const [first] = Object.values(packed);
  return first?.filename?.replace(/^@/, "").replaceAll("/", "-");
}

function reasonOf(stderr: string): string {
  const lines = stderr.split("\n").flatMap((line) => /^npm (?:error|ERR!) (?:notarget |404 )?(.+)$/.exec(line)?.[1] ?? []);
  const telling = lines.find((line) => /No matching version|Not Found/.test(line)) ?? lines.find((line) => !line.startsWith("code "));
  return (telling ?? lines[0] ?? "no reason given").replace(/\.$/, "").slice(0, 200);
}
