import type { ImportExtension } from "../../config/config-schema.js";
import type { ProjectFiles } from "./project-files.js";

/** The option `importExtension` that a project needs, and the reason as the end of a sentence. */
export type ChosenExtension = { readonly extension: ImportExtension; readonly reason: string };

/** Bundlers that find `types.ts` by the import `./types.js` only with a setting of their own. */
const bundlers = ["next", "webpack", "react-scripts", "expo", "react-native"];

/** Chooses the option `importExtension` by the files of a project. Returns `undefined` if the project needs no other than `.js`. */
export function chooseExtension(project: ProjectFiles): ChosenExtension | undefined {
  if (project.nearest(["deno.json", "deno.jsonc"]) !== undefined)
    return { extension: ".ts", reason: "Deno imports files by their full name" };
  const options = project.compilerOptions();
  const allowing = ["allowImportingTsExtensions", "rewriteRelativeImportExtensions"].find((name) =>
    options.some((one) => one[name] === true),
  );
  if (allowing !== undefined) return { extension: ".ts", reason: `tsconfig.json has "${allowing}"` };
  const packages = project.packages();
  const bundler = bundlers.find((name) => packages.has(name));
  const needsEnding = options.some(({ module, moduleResolution }) => isNodeMode(module) || isNodeMode(moduleResolution));
  if (bundler !== undefined && !needsEnding) return { extension: "none", reason: `package.json has "${bundler}"` };
  const runsTypes = project.scripts().some((script) => /\bnode\b[^&|;]*\.m?ts\b/.test(script));
  return runsTypes ? { extension: ".ts", reason: "a script in package.json runs a .ts file on Node" } : undefined;
}

/** Returns true for the modes of TypeScript in which each relative import needs an ending. */
function isNodeMode(value: unknown): boolean {
  return typeof value === "string" && /^node(16|18|20|next)$/i.test(value);
}
