import type { EventModel } from "../model/event-model.js";
import type { Declaration } from "../model/protocol.js";
import { typeStatement, valuesStatement } from "./declaration.js";
import { envelope } from "../types/envelope.js";
import type { Statement } from "./print/statement.js";
import type { NameAnswer, TypeMaker } from "../types/type-of.js";
import type { Schema } from "../schema/schema.js";

/** Statements, and the names that went into them. */
type Made = { readonly key: string; readonly names: readonly NameAnswer[]; readonly statements: readonly Statement[] };

// A schema never changes once it is read; the names of what it refers to may.
const made = new WeakMap<Schema, Made>();

/** The statements of a declaration: its type, and the list of its values. What an earlier run made is taken where it still holds. */
export function declaredStatements(declaration: Declaration, types: TypeMaker, event?: EventModel): readonly Statement[] {
  const { name, schema } = declaration;
  const key = JSON.stringify([name, ...(event === undefined ? [] : [event.at, event.tagsInSchema, ...(event.tags ?? [])])]);
  const known = made.get(schema);
  if (known?.key === key && known.names.every((answer) => types.nameOf(answer.schema) === answer.name)) return known.statements;
  const { node, names } = types.noted(schema);
  const statements = [typeStatement(declaration, event === undefined ? node : envelope(event, node)), ...valuesStatement(declaration)];
  made.set(schema, { key, names, statements });
  return statements;
}
