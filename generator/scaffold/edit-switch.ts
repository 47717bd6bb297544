import type { CaseClause, DefaultClause, Node, SwitchStatement } from "ts-morph";
import { goneMark, markEdit, unmarkEdits } from "./gone-mark.js";
import type { Additions, Marks, Refusal, TextEdit } from "./text-edits.js";
import type { HandledEvent, HandlerPlan } from "./handler-plan.js";
import { constantOf } from "./labels.js";
import { layoutOf } from "./layout.js";
import { loadMorph } from "./parse-source.js";
import { printCase } from "./print-case.js";
import type { Layout } from "./print-case.js";
import { behind, lineBreakBefore } from "./text-edits.js";

type Clause = CaseClause | DefaultClause;
type Label = HandledEvent["labels"][number];

/**
 * Returns the edits of a `switch` that add a case for each event that has none. The cases are in the manifest's order,
 * except where an existing case falls through into the next.
 */
export function addedCases(text: string, node: SwitchStatement, { events }: HandlerPlan): Additions | Refusal {
  const clauses = node.getClauses();
  const present = new Set(clauses.flatMap((clause) => labelOf(clause)));
  const missing = events.flatMap(({ name, labels }) => {
    const left = labels.filter((label) => !present.has(label));
    return left.length === 0 ? [] : [{ name, labels: left }];
  });
  const unclear = missing.length === 0 ? undefined : clauses.find((clause) => isUnclear(clause));
  if (unclear !== undefined) {
    return {
      refusal: `has "${firstLine(unclear)}" in line ${unclear.getStartLineNumber()}, whose value is declared in another file; write its tag as a string`,
    };
  }
  const layout = layoutOf(text, node);
  const edits = missing.map((event) => caseEdit(text, node, { event, slot: slotFor(event, events, clauses) }, layout));
  return { added: missing.map(({ name }) => name), edits };
}

function labelOf(clause: Clause): Label[] {
  const { Node: is } = loadMorph();
  const constant = is.isCaseClause(clause) ? constantOf(clause.getExpression()) : undefined;
  return constant === undefined ? [] : [constant.value];
}

function isUnclear(clause: Clause): boolean {
  return loadMorph().Node.isCaseClause(clause) && labelOf(clause).length === 0;
}

function firstLine(node: Node): string {
  return node.getText().split("\n")[0]?.trim() ?? "";
}

/**
 * Returns the index of the clause before which the case of an event is added. The new case follows that of the
 * manifest's previous event, but never a clause that falls through.
 */
function slotFor(event: HandledEvent, events: readonly HandledEvent[], clauses: readonly Clause[]): number {
  const order = events.findIndex(({ name }) => name === event.name);
  const before = new Set(events.slice(0, order + 1).flatMap(({ labels }) => labels));
  const previous = clauses.findLastIndex((clause) => labelOf(clause).some((label) => before.has(label)));
  const fallback = clauses.findIndex((clause) => !loadMorph().Node.isCaseClause(clause));
  const last = fallback === -1 ? clauses.length : fallback;
  const slots = Array.from({ length: last + 1 }, (_, index) => index).filter((index) => index === 0 || endsThere(clauses[index - 1]));
  const wanted = Math.min(previous + 1, last);
  return slots.find((slot) => slot >= wanted) ?? slots.findLast((slot) => slot < wanted) ?? 0;
}

/** Returns true if a clause of a `switch` never falls through into the next one. */
function endsThere(clause: Clause | undefined): boolean {
  const last = clause?.getStatements().at(-1);
  return last !== undefined && leaves(last);
}

function leaves(statement: Node | undefined): boolean {
  const { Node: is } = loadMorph();
  if (statement === undefined) return false;
  if (is.isBlock(statement)) return leaves(statement.getStatements().at(-1));
  if (is.isIfStatement(statement)) return leaves(statement.getThenStatement()) && leaves(statement.getElseStatement());
  return (
    is.isBreakStatement(statement) || is.isReturnStatement(statement) || is.isThrowStatement(statement) || is.isContinueStatement(statement)
  );
}

function caseEdit(
  text: string,
  node: SwitchStatement,
  { event, slot }: { readonly event: HandledEvent; readonly slot: number },
  layout: Layout,
): TextEdit {
  const previous = node.getClauses()[slot - 1];
  const end = previous?.getEnd() ?? node.getCaseBlock().getStart() + 1;
  const at = behind(text, end, layout.margin);
  return { at, insert: `${layout.eol}${printCase(event, layout)}${lineBreakBefore(text, at, layout)}` };
}

/**
 * Returns the edits that put a comment above each case whose event the protocol no longer has.
 * @param isOpen true if the `switch` also handles values that are no events of the protocol. Cases for such values get
 * no comment.
 */
export function goneCases(text: string, node: SwitchStatement, { events }: HandlerPlan, isOpen: boolean): Marks {
  const known = new Set(events.flatMap(({ labels }) => labels));
  const eol = layoutOf(text, node).eol;
  const marked: string[] = [];
  const unmarked: string[] = [];
  const edits: TextEdit[] = [];
  for (const clause of node.getClauses()) {
    for (const label of labelOf(clause)) {
      const mark = goneMark(String(label), "case");
      const isMarked = text.slice(clause.getPos(), clause.getStart()).includes(mark);
      if (known.has(label) && isMarked) {
        const removal = unmarkEdits(text, clause.getPos(), clause.getStart(), mark);
        if (removal.length > 0) unmarked.push(String(label));
        edits.push(...removal);
      } else if (!known.has(label) && !isMarked && !isOpen) {
        marked.push(String(label));
        edits.push(markEdit(text, clause.getStart(), mark, eol));
      }
    }
  }
  return { marked, unmarked, edits };
}
