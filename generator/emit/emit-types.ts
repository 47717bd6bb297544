import type { ProtocolModel } from "../model/protocol.js";
import { declaredStatements } from "./declared-statements.js";
import type { SourceFile } from "./print/statement.js";
import type { TypeMaker } from "./types/type-of.js";

/** `types.ts`: the shared declarations. */
export function emitTypes(model: ProtocolModel, types: TypeMaker): SourceFile {
  const statements = model.types.flatMap((declaration) => declaredStatements(declaration, types));
  return { path: "types.ts", modules: [], statements };
}
