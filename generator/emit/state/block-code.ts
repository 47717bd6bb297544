import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { StateModel, PathToken, StateBlock, StateChoice, StateTest, Step, TextPart } from "../../model/state/state-model.js";
import type { TypeMaker } from "../../types/type-of.js";
import type { Json } from "../../base/json.js";
import { stepsIn } from "../../model/state/footprint.js";
import { literalOf, printLiteral } from "../validator/literal.js";
import { propertyAccess } from "../../types/print-type.js";
import type { Access } from "./access.js";

const lineWidth = 100;

/** Prints the statements that make the changes of a block's steps in `draft`. @param margin the spaces before each line. */
export function blockStatements(block: StateBlock, object: Access, margin: string): string[] {
  return [
    ...block.steps.map((step) => stepStatement(step, block, object, margin)),
    ...block.choices.flatMap((choice) => choiceStatements(choice, object, margin)),
    ...block.members.flatMap(({ name, isRequired, block: inner }) => {
      const member = object.member(name);
      if (isRequired) return blockStatements(inner, member, margin);
      return [`${margin}if (${member.text} !== undefined) {`, ...blockStatements(inner, member.present(), `${margin}  `), `${margin}}`];
    }),
  ];
}

function choiceStatements(choice: StateChoice, object: Access, margin: string): string[] {
  if (choice.kind === "tag") return tagSwitch(choice, object, margin);
  const { tests, yes, no } = choice;
  const yesLines = yes === undefined ? [] : blockStatements(yes, object.having(tests), `${margin}  `);
  const noLines = no === undefined ? [] : blockStatements(no, object.lacking(tests), `${margin}  `);
  const condition = testsText(tests, object);
  if (yesLines.length === 0) return [`${margin}if (!(${condition})) {`, ...noLines, `${margin}}`];
  const otherwise = noLines.length === 0 ? [] : [`${margin}} else {`, ...noLines];
  return [`${margin}if (${condition}) {`, ...yesLines, ...otherwise, `${margin}}`];
}

function tagSwitch({ name, cases }: StateChoice & { readonly kind: "tag" }, object: Access, margin: string): string[] {
  const narrowed = cases.map(({ values }) => object.narrowed(name, values));
  const inner = `${margin}    `;
  return [
    `${margin}switch (${tagText(name, narrowed, object)}) {`,
    ...cases.flatMap(({ values, block }, index) => [
      ...values.map((value) => `${margin}  case ${JSON.stringify(value)}:`),
      ...blockStatements(block, narrowed[index] ?? object, inner),
      `${inner}break;`,
    ]),
    `${margin}}`,
  ];
}

/**
 * Returns the expression `x` of a generated `switch (x)` over a tag. Its type is unknown if TypeScript does not narrow
 * the object by this switch.
 */
function tagText(name: string, narrowed: readonly (Access | undefined)[], object: Access): string {
  return narrowed.includes(undefined) ? object.memberUnknown(name).text : `${object.text}${propertyAccess(name)}`;
}

/** Prints the tests of an `if` as one expression. */
export function testsText(tests: readonly StateTest[], object: Access): string {
  return tests.map((test) => testText(test, object)).join(" && ");
}

function testText({ name, values }: StateTest, object: Access): string {
  const member = object.member(name);
  if (values === undefined) return `${member.text} !== undefined`;
  const { text } = object.isComparable(name, values) ? member : object.memberUnknown(name);
  const asked = values.map((value) => `${text} === ${JSON.stringify(value)}`).join(" || ");
  return values.length > 1 ? `(${asked})` : asked;
}

function stepStatement(step: Step, block: StateBlock, object: Access, margin: string): string {
  const path = pathText(step.at, object);
  if (step.piece !== undefined) return extendStatement(step, step.piece, object, margin);
  const limit = step.op === "append" ? [String(step.limit)] : [];
  const source = step.op === "remove" ? [] : [sourceText(step, block, object, `${margin}  `)];
  return callStatement(step.op, [path, ...source, ...limit], margin);
}

function extendStatement({ at, source, limit }: Step, { offset, unit }: TextPart, object: Access, margin: string): string {
  const piece = object.at(source.kind === "from" ? source.names : []).asKey;
  const place = offset === undefined ? "undefined" : object.at(offset).asNumber;
  return callStatement("update", [pathText(at, object), "extendText", piece, place, String(limit), JSON.stringify(unit)], margin);
}

/** Prints the call of a method of the draft, on one line if it fits. */
function callStatement(method: string, parts: readonly string[], margin: string): string {
  const flat = `${margin}draft.${method}(${parts.join(", ")});`;
  if (flat.length <= lineWidth && !flat.includes("\n")) return flat;
  return `${margin}draft.${method}(\n${parts.map((part) => `${margin}  ${part},\n`).join("")}${margin});`;
}

/** Prints the path of a step as a list of keys. */
function pathText(at: readonly PathToken[], object: Access): string {
  return `[${at.map((token) => ("key" in token ? JSON.stringify(token.key) : object.at(token.names).asKey)).join(", ")}]`;
}

function sourceText({ source }: Step, { tags }: StateBlock, object: Access, margin: string): string {
  switch (source.kind) {
    case "value":
      return valueText(source.value, margin);
    case "from":
      return object.at(source.names).text;
    case "pick":
      return `pick(${object.text}, ${namesText(source.names, margin)})`;
    default:
      return tags.length === 0 ? object.text : `omit(${object.text}, ${namesText(tags, margin)})`;
  }
}

function valueText(value: Json, margin: string): string {
  return printLiteral(literalOf(value), margin, lineWidth);
}

/** Prints a list of names, on one line if it fits. */
export function namesText(names: readonly string[], margin: string): string {
  const flat = `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
  if (margin.length + flat.length <= lineWidth - 20) return flat;
  return `[\n${names.map((name) => `${margin}  ${JSON.stringify(name)},\n`).join("")}${margin}]`;
}

/** Returns true if the statements of a block read the event, so that their function needs the event as a parameter. */
export function readsEvent(block: StateBlock): boolean {
  if (block.choices.length + block.members.length > 0) return true;
  return stepsIn(block).some(
    ({ step }) => step.at.some((token) => "names" in token) || (step.op !== "remove" && step.source.kind !== "value"),
  );
}

/** The inputs for printing the functions of `state.ts`. */
export type StateContext = {
  readonly model: ProtocolModel;
  readonly state: StateModel;
  readonly types: TypeMaker;
  /** The names of the generated functions that change the state by the steps of one event. */
  readonly stepNames: ReadonlyMap<EventModel, string>;
};
