import type { Memo, Question } from "../base/memo.js";
import type { EventModel } from "../model/event-model.js";
import type { Declaration } from "../model/protocol.js";
import { typeStatement, valuesStatement } from "./declaration.js";
import { envelope } from "../types/envelope.js";
import type { Statement } from "./print/statement.js";
import type { NameAnswer, TypeMaker } from "../types/type-of.js";

/** Returns the statements of a declaration: its type, and the list of its values. */
export function declaredStatements(declaration: Declaration, types: TypeMaker, memo: Memo, event?: EventModel): readonly Statement[] {
  const { name, schema } = declaration;
  const key = JSON.stringify([name, ...(event === undefined ? [] : [event.at, event.tagsInSchema, ...(event.tags ?? [])])]);
  return memo.replay("declaration", schema, [key], types, () => {
    const { node, names } = types.noted(schema);
    const value = [typeStatement(declaration, event === undefined ? node : envelope(event, node)), ...valuesStatement(declaration)];
    return { value, questions: [haveSameNames(names)] };
  });
}

/**
 * Returns the question whether the schemas that a declaration refers to have the same names as before. The schema itself
 * never changes. The question is made here, so that it keeps only the names of its run in memory.
 */
function haveSameNames(names: readonly NameAnswer[]): Question<TypeMaker> {
  return (types) => names.every(({ schema, name }) => types.nameOf(schema) === name);
}
