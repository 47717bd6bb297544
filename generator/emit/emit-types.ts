import { Memo } from "../base/memo.js";
import { referenced } from "../schema/children.js";
import type { EventModel } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Schema } from "../schema/schema.js";
import { declaredStatements } from "./declared-statements.js";
import type { SourceFile, Statement } from "./print/statement.js";
import type { TypeMaker } from "../types/type-of.js";

/** `types.ts`: the shared declarations. */
export function emitTypes(model: ProtocolModel, types: TypeMaker, memo = Memo.none): SourceFile {
  const bySchema = eventsOfBothSides(model);
  const lists = new Set<string>();
  const statements = model.types.flatMap((declaration) =>
    declaredStatements(declaration, types, memo, bySchema.get(declaration.schema)).map((statement) =>
      ownList(statement, declaration.name, lists),
    ),
  );
  return { path: "types.ts", modules: [], statements };
}

/** The lists of `HTTPKind` and `HttpKind` want one name: the second is named as its type is. */
function ownList(statement: Statement, typeName: string, taken: Set<string>): Statement {
  if (statement.kind !== "const") return statement;
  const name = taken.has(statement.name) ? `${typeName}Values` : statement.name;
  taken.add(name);
  return name === statement.name ? statement : { ...statement, name };
}

/** Events that both sides send alike and nothing else refers to: their shared declaration is the whole message. */
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

/** Where an event stands in its message, and what tells it. */
function placeKey({ at, tags }: EventModel): string {
  return JSON.stringify([at, ...(tags ?? [])]);
}
