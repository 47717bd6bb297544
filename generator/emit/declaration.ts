import type { Memo, Question } from "../base/memo.js";
import type { EventModel } from "../model/event-model.js";
import type { Declaration } from "../model/protocol.js";
import { envelope } from "../types/envelope.js";
import type { Statement, ConstStatement, TypeStatement } from "./print/statement.js";
import type { NameAnswer, TypeMaker } from "../types/type-of.js";
import { camelCase } from "../base/pascal-case.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import { constraintLines } from "../types/constraints.js";
import { commentLines, declarationDoc } from "../types/doc-comment.js";
import { openEnum } from "../schema/open-enum.js";
import { printType } from "../types/print-type.js";
import { unionOf } from "../types/type-node.js";
import type { TypeNode } from "../types/type-node.js";

/** Returns the statement that declares a type, with its TSDoc. */
function typeStatement({ name, schema }: Declaration, node: TypeNode): TypeStatement {
  return { kind: "type", name, type: printType(node), docs: commentLines(declarationDoc(schema, constraintLines([schema]))) };
}

/**
 * Returns a statement that declares the list of an `enum`'s values, for programs that show or check them. Returns none
 * for a schema without `enum`.
 */
function valuesStatement(declaration: Declaration, node: TypeNode, known: string | undefined): Statement[] {
  const { name, schema } = declaration;
  const open = openEnum(schema);
  if (open !== undefined && known !== undefined) return knownStatements(declaration, open.values, known);
  const values = enumValues(schema, node);
  return values === undefined ? [] : [listStatement(name, name, values)];
}

function listStatement(name: string, itemType: string, values: readonly Json[]): ConstStatement {
  const list = values.map((value) => JSON.stringify(value));
  const line = `[${list.join(", ")}]`;
  const initializer = line.length <= 60 ? line : `[\n${list.map((value) => `  ${value},\n`).join("")}]`;
  const docs = [`Every {@link ${itemType}}, in the schema's order.`];
  return { kind: "const", name: `${camelCase(name)}Values`, type: `readonly ${itemType}[]`, initializer, docs };
}

/** The names that are declared for an open enum: the type of its listed values, the list of these values, and the guard of the type. */
type KnownNames = { readonly type: string; readonly list: string; readonly guard: string };

/**
 * Returns statements that declare, for an open enum, the type of its listed values, the list of these values, and the
 * guard of the type.
 */
function knownStatements({ name }: Declaration, values: readonly string[], known: string): Statement[] {
  const names: KnownNames = { type: known, list: `${camelCase(name)}Values`, guard: `is${known}` };
  const union = printType(unionOf(values.map((value) => ({ kind: "literal", value }))));
  return [
    { kind: "type", name: names.type, type: union, docs: [`Each {@link ${name}} that this version lists.`] },
    listStatement(name, names.type, values),
    {
      kind: "function",
      name: names.guard,
      typeParameters: [],
      parameters: [{ name: "value", type: "unknown" }],
      returnType: `value is ${names.type}`,
      body: `return ${names.list}.some((known) => known === value);`,
      docs: [`Returns true for a {@link ${name}} that this version lists.`],
    },
  ];
}

/** Returns the values of an `enum`, if the type is the union of them. Other keywords of the schema may exclude some of the values. */
function enumValues({ enum: values, ref, allOf }: Schema, node: TypeNode): readonly Json[] | undefined {
  if (values === undefined || values.length < 2 || ref !== undefined || allOf !== undefined) return undefined;
  const members = node.kind === "union" ? node.members : [node];
  const literals = members.flatMap((member) => (member.kind === "literal" ? [member.value] : []));
  return literals.length < members.length || literals.length === 0
    ? undefined
    : values.filter((value) => literals.some((literal) => literal === value));
}

/** Settings that change how the type of a schema is declared. */
export type DeclarationContext = {
  /** The event, if the declared type is the type of the event's whole message. */
  readonly event?: EventModel | undefined;
  /** For an open enum: the name of the type of its listed values. */
  readonly known?: string | undefined;
};

/** Returns the statements that declare the type of a schema and, for an `enum`, the list of its values. */
export function declaredStatements(
  declaration: Declaration,
  types: TypeMaker,
  memo: Memo,
  { event, known }: DeclarationContext,
): readonly Statement[] {
  const { name, schema } = declaration;
  const key = JSON.stringify([name, known ?? "", ...(event === undefined ? [] : [event.at, event.tagsInSchema, ...(event.tags ?? [])])]);
  return memo.replay("declaration", schema, [key], types, () => {
    const { node, names } = types.noted(schema);
    const value = [
      typeStatement(declaration, event === undefined ? node : envelope(event, node)),
      ...valuesStatement(declaration, node, known),
    ];
    return { value, questions: [haveSameNames(names)] };
  });
}

/**
 * Returns a {@link Question} for the next run. It asks whether the schemas to which a declared type refers have the same type
 * names as in this run. It is made outside of `declaredStatements`, so that it keeps nothing else of this run in memory.
 */
function haveSameNames(names: readonly NameAnswer[]): Question<TypeMaker> {
  return (types) => names.every(({ schema, name }) => types.nameOf(schema) === name);
}
