import { join } from "node:path";
import { formatText } from "../../generator/diagnostics/format-text.js";
import { defaultRuntime } from "../../generator/config/load-config.js";
import { modelProtocol } from "../../generator/pipeline/read-protocol.js";
import type { ModelResult } from "../../generator/pipeline/read-protocol.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import { temporaryFolder } from "./protocol-folder.js";
import type { FolderContents } from "./protocol-folder.js";

/** Builds the model of a protocol whose manifest is `protocol.json` in a temporary folder. */
export function modelOf(contents: FolderContents): ModelResult & { readonly text: string } {
  return resultIn(temporaryFolder(contents));
}

/** Builds the model of the protocol whose manifest is `protocol.json` in a folder. @throws Error with the findings if there is no model. */
export function modelIn(folder: string): ProtocolModel {
  const { model, text } = resultIn(folder);
  if (model === undefined) throw new Error(text);
  return model;
}

function resultIn(folder: string): ModelResult & { readonly text: string } {
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime };
  const result = modelProtocol(folder, plan);
  return { ...result, text: formatText(result.diagnostics) };
}
