import { join } from "node:path";
import { defaultRuntime } from "../../generator/config/load-config.js";
import { formatText } from "../../generator/diagnostics/format-text.js";
import { generateProtocol } from "../../generator/pipeline/generate.js";
import type { GenerateResult } from "../../generator/pipeline/generate.js";
import { temporaryFolder } from "./protocol-folder.js";
import type { FolderContents } from "./protocol-folder.js";

/** Generates a protocol whose manifest is `protocol.json` in a temporary folder. Returns the files by name. */
export function generated(contents: FolderContents): GenerateResult & { readonly text: string; readonly file: (name: string) => string } {
  const folder = temporaryFolder(contents);
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime };
  const result = generateProtocol(folder, plan);
  const file = (name: string): string => result.files?.find(({ path }) => path === name)?.text ?? "";
  return { ...result, text: formatText(result.diagnostics), file };
}
