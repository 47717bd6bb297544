import { Memo } from "../base/memo.js";
import { referenced } from "../schema/children.js";
import type { EventModel } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Schema } from "../schema/schema.js";
import { declaredStatements } from "./declaration.js";
import type { SourceFile, Statement } from "./print/statement.js";
import type { TypeMaker } from "../types/type-of.js";

/** Returns `types.ts`: the shared declarations. */
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

/** Returns the list under a free name. The lists of `HTTPKind` and `HttpKind` would share a name, so the second gets the name of its type. */
function ownList(statement: Statement, typeName: string, taken: Set<string>): Statement {
  if (statement.kind !== "const") return statement;
  const name = taken.has(statement.name) ? `${typeName}Values` : statement.name;
  taken.add(name);
  return name === statement.name ? statement : { ...statement, name };
}

/** Returns the events that both sides send alike and no other schema refers to. Their shared declaration is the whole message. */
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

/** Returns a key of an event's place in its message and of its tags. */
function placeKey({ at, tags }: EventModel): string {
  return JSON.stringify([at, ...(tags ?? [])]);
}
