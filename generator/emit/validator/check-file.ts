import type { Schema } from "../../model/schema.js";
import { FileScope } from "./file-scope.js";
import type { FileOptions } from "./file-scope.js";
import { RuleTable } from "./rule-table.js";
import { bodyStatements } from "./schema-statements.js";
import { isTrivial } from "./facts.js";
import { subjectOf } from "./scope.js";
import { printBody } from "./statement.js";

/** Collects the checks and rules of one generated file. */
export class CheckFile {
  readonly scope: FileScope;
  readonly rules: RuleTable;

  constructor(options: FileOptions) {
    this.scope = new FileScope(options);
    this.rules = new RuleTable(this.scope);
  }

  /** A guard: the check, and when it refuses the explanation. */
  guard(name: string, schema: Schema, hint: string, type: string): string[] {
    const check = this.scope.check(schema, hint);
    const rule = this.rules.name(schema, hint);
    const explain = this.scope.helper("explain");
    return [
      `export function ${name}(value: unknown, issues?: Issue[]): value is ${type} {`,
      `  return ${check}(value) || ${explain}(rules, ${JSON.stringify(rule)}, value, issues);`,
      "}",
    ];
  }

  /** The functions that were asked for so far and not yet printed, with all that they ask for. */
  checks(): string[] {
    const lines: string[] = [];
    for (let pending = this.scope.next(); pending !== undefined; pending = this.scope.next()) {
      if (lines.length > 0) lines.push("");
      lines.push(...this.#function(pending.name, pending.schema));
    }
    return lines;
  }

  #function(name: string, schema: Schema): string[] {
    if (isTrivial(schema)) return [`function ${name}(_value: unknown): boolean {`, "  return true;", "}"];
    if (schema.always === false) return [`function ${name}(_value: unknown): boolean {`, "  return false;", "}"];
    const scope = { file: this.scope, locals: new Set(["value"]) };
    const hint = name.slice("check".length);
    const statements = bodyStatements(scope, schema, subjectOf("value", hint));
    const body = printBody(statements);
    const parameter = body.some((text) => /\bvalue\b/.test(text)) ? "value" : "_value";
    return [`function ${name}(${parameter}: unknown): boolean {`, ...body, "}"];
  }
}
