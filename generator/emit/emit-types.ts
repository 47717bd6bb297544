import { Memo } from "../base/memo.js";
import { referenced } from "../schema/children.js";
import type { EventModel } from "../model/event-model.js";
import { importedNames } from "../model/imported-names.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Schema } from "../schema/schema.js";
import { knownNames } from "../types/known-names.js";
import { declaredStatements } from "./declaration.js";
import type { ImportPaths } from "./import-paths.js";
import type { SourceFile, Statement } from "./print/statement.js";
import type { TypeMaker } from "../types/type-of.js";
import { usedNames, wordsOfType } from "./used-names.js";

/** Returns `types.ts`: the types that several events share, and the types that the manifest lists. */
export function emitTypes(model: ProtocolModel, types: TypeMaker, paths: ImportPaths, memo = Memo.none): SourceFile {
  const bySchema = eventsOfBothSides(model);
  const lists = new Set<string>();
  const known = knownNames(model);
  const statements = model.types.flatMap((declaration) => {
    const context = { event: bySchema.get(declaration.schema), known: known.get(declaration.schema) };
    return withOwnList(declaredStatements(declaration, types, memo, context), declaration.name, lists);
  });
  const mentioned = statements.flatMap((statement) => (statement.kind === "type" ? [wordsOfType(statement)] : []));
  const modules = [
    { kind: "import" as const, names: usedNames(mentioned, importedNames.event.types), from: paths.runtime, isTypeOnly: true },
  ];
  return { path: "types.ts", modules, statements };
}

/**
 * Gives the list of an `enum`'s values a name that no other list has. The lists of `HTTPKind` and `HttpKind` would both be
 * named `httpKindValues`, so the second is named `HttpKindValues`.
 */
function withOwnList(statements: readonly Statement[], typeName: string, taken: Set<string>): readonly Statement[] {
  const [list] = statements.flatMap((statement) => (statement.kind === "const" ? [statement.name] : []));
  if (list === undefined) return statements;
  if (!taken.has(list)) {
    taken.add(list);
    return statements;
  }
  const name = `${typeName}Values`;
  taken.add(name);
  return statements.map((statement) => {
    if (statement.kind === "const") return { ...statement, name };
    return statement.kind === "function" ? { ...statement, body: statement.body.replace(list, name) } : statement;
  });
}

/**
 * Returns the events that both the server and the client send with the same tags and the same place of the schema. Leaves out
 * an event if other schemas refer to its schema. For a returned event, `types.ts` declares the type of the whole message.
 */
export function eventsOfBothSides({ server, client, typeEntries }: ProtocolModel): Map<Schema, EventModel> {
  const entries = typeEntries.map(({ schema }) => schema);
  const roots = [...server.events, ...client.events].map(({ schema }) => schema);
  const elsewhere = new Set([...entries, ...referenced([...roots, ...entries])]);
  const isAlone = ({ schema }: EventModel): boolean => roots.filter((root) => root === schema).length === 2 && !elsewhere.has(schema);
  const sent = new Map(client.events.map((event) => [event.schema, placeKey(event)]));
  return new Map(
    server.events.filter((event) => sent.get(event.schema) === placeKey(event) && isAlone(event)).map((event) => [event.schema, event]),
  );
}

/**
 * Returns a comparison key: two events have the same key if their schemas have the same place in the message and their
 * tags are the same.
 */
function placeKey({ at, tags }: EventModel): string {
  return JSON.stringify([at, ...(tags ?? [])]);
}
