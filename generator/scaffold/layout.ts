import type { Node, ObjectLiteralExpression, SwitchStatement } from "ts-morph";
import { loadMorph } from "./parse-source.js";
import type { Layout } from "./print-case.js";
import { beginsLine, indentationAt } from "./text-edits.js";

/**
 * Returns the formatting of the cases of a `switch`, or of the handlers of a map. A detail that they do not show is
 * taken from the rest of the file.
 */
export function layoutOf(text: string, node: SwitchStatement | ObjectLiteralExpression): Layout {
  const { Node: is } = loadMorph();
  const members: readonly Node[] = is.isSwitchStatement(node) ? node.getClauses() : node.getProperties();
  const outside = indentationAt(text, node.getStart());
  const first = members.find((member) => beginsLine(text, member.getStart()));
  const unit = unitOf(text, members, outside);
  const margin = first === undefined ? outside + unit : indentationAt(text, first.getStart());
  return {
    margin,
    unit,
    eol: /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n",
    quote: quoteOf(text, node),
    hasSemicolons: hasSemicolons(text),
    hasBraces: is.isSwitchStatement(node) && hasBraces(node),
  };
}

function unitOf(text: string, members: readonly Node[], outside: string): string {
  for (const member of members.filter((one) => beginsLine(text, one.getStart()))) {
    const margin = indentationAt(text, member.getStart());
    const inside = bodyOf(member).find((statement) => beginsLine(text, statement.getStart()));
    const deeper = inside === undefined ? "" : indentationAt(text, inside.getStart());
    if (deeper.startsWith(margin) && deeper.length > margin.length) return deeper.slice(margin.length);
    if (margin.startsWith(outside) && margin.length > outside.length) return margin.slice(outside.length);
  }
  return /^(\t|[ ]{2,8})\S/m.exec(text)?.[1] ?? "  ";
}

/** Returns the statements in the body of a case or handler. Their indentation is that of the body. */
function bodyOf(member: Node): readonly Node[] {
  const { Node: is, SyntaxKind } = loadMorph();
  if (!is.isCaseClause(member) && !is.isDefaultClause(member))
    return member.getFirstDescendantByKind(SyntaxKind.Block)?.getStatements() ?? [];
  const [only, ...others] = member.getStatements();
  return others.length === 0 && is.isBlock(only) ? only.getStatements() : member.getStatements();
}

function hasBraces(node: SwitchStatement): boolean {
  const { Node: is } = loadMorph();
  const bodies = node.getClauses().filter((clause) => is.isCaseClause(clause) && clause.getStatements().length > 0);
  const braced = bodies.filter((clause) => clause.getStatements().length === 1 && is.isBlock(clause.getStatements()[0]));
  return braced.length > 0 && braced.length * 2 > bodies.length;
}

function quoteOf(text: string, node: Node): '"' | "'" {
  const inside = quotes(node.getText());
  return (inside === 0 ? quotes(text) : inside) < 0 ? "'" : '"';
}

function quotes(text: string): number {
  return (text.match(/"/g)?.length ?? 0) - (text.match(/'/g)?.length ?? 0);
}

function hasSemicolons(text: string): boolean {
  return text.trim() === "" || /;[ \t]*(?:\r?\n|$|\}|\/\/)/m.test(text);
}
