import { fact } from "../../base/fact.js";
import type { Schema } from "../../schema/schema.js";
import { isTrivial } from "../../schema/facts.js";
import { FileScope } from "./file-scope.js";
import type { FileOptions, Lines } from "./file-scope.js";
import { RuleTable } from "./rule-table.js";
import { checkBody } from "./schema-statements.js";
import { printBody } from "./statement.js";

/** The parts of a file, from {@link CheckFile.finish}. */
export type CheckParts = {
  /** The import specifiers of the used helpers. */
  readonly imports: Lines;
  readonly checks: Lines;
  readonly constants: Lines;
  readonly rules: Lines;
};

/** Collects the checks and rules of one generated file. */
export class CheckFile {
  readonly scope: FileScope;
  readonly #rules: RuleTable;

  constructor(options: FileOptions) {
    this.scope = new FileScope(options);
    this.#rules = new RuleTable(this.scope);
  }

  /** Prints a guard, which calls the check and explains a refusal. */
  guard(name: string, schema: Schema, hint: string, type: string): Lines {
    const { check, rule } = this.pair(schema, hint);
    return this.scope.kept("guard", schema, [name, check, rule, type], () => [
      `export function ${name}(value: unknown, issues?: Issue[]): value is ${type} {`,
      `  return ${check}(value) || explain(${rule}, value, issues);`,
      "}",
    ]);
  }

  /** Returns the names of a schema's check and of the constraint that explains its refusals. */
  pair(schema: Schema, hint: string): { readonly check: string; readonly rule: string } {
    return { check: this.scope.check(schema, hint), rule: this.#rules.name(schema, hint) };
  }

  /** Returns the member of an event set with the function that explains refusals. */
  explain(): string {
    return this.#rules.isEmpty ? `explain: ${this.scope.helper("createExplain")}({})` : "explain";
  }

  /** Prints exactly the declarations that the texts of the file need, directly or through others. */
  finish(texts: readonly Lines[]): CheckParts {
    const rules = this.#rules.print();
    const functions = new Map<string, Lines>();
    for (let pending = this.scope.next(); pending !== undefined; pending = this.scope.next()) {
      const { name, schema } = pending;
      functions.set(
        name,
        this.scope.printed("check", schema, name, this.#rules, () => [checkFunction(this.scope, name, schema).join("\n")]),
      );
    }
    const used = usedWords(this.#rules.isEmpty ? texts : [...texts, ...rules], new Map([...functions, ...this.scope.constants()]));
    const checks = apart([...functions].flatMap(([name, text]) => (used.has(name) ? [text] : [])));
    const constants = [...this.scope.constants()].flatMap(([name, text]) => (used.has(name) ? text : []));
    return {
      imports: this.scope.imports(used),
      checks,
      constants,
      rules: this.#rules.isEmpty ? [] : apart(rules),
    };
  }
}

/** Prints the function that checks a schema. */
export function checkFunction(file: FileScope, name: string, schema: Schema): string[] {
  const head = (parameter: string): string => `function ${name}(${parameter}${file.typed(": unknown")})${file.typed(": boolean")} {`;
  if (isTrivial(schema)) return [head("_value"), "  return true;", "}"];
  if (schema.always === false) return [head("_value"), "  return false;", "}"];
  const hint = name.slice("check".length);
  const body = printBody(checkBody(file, schema, hint));
  const parameter = body.some((text) => /\bvalue\b/.test(text)) ? "value" : "_value";
  return [head(parameter), ...body, "}"];
}

/** Returns the words of the roots, and the words of all declarations that they name, directly or by others. */
function usedWords(roots: readonly Lines[], declarations: ReadonlyMap<string, Lines>): ReadonlySet<string> {
  const used = new Set<string>();
  const pending: string[] = [];
  const use = (words: readonly string[]): void => {
    for (const word of words) {
      if (used.has(word)) continue;
      used.add(word);
      if (declarations.has(word)) pending.push(word);
    }
  };
  for (const lines of roots) use(wordsOfLines(lines));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) use(wordsOfLines(declarations.get(name) ?? []));
  return used;
}

// For an unchanged text the memo returns the same list.
const wordsOfLines = fact((lines: Lines) => wordsIn(lines.join("\n")));

function wordsIn(text: string): readonly string[] {
  return [...new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [])];
}

/** Joins several texts, with empty lines between the texts. */
export function apart(texts: readonly Lines[]): Lines {
  return texts.length === 0 ? [] : [texts.map((lines) => lines.join("\n")).join("\n\n")];
}

/** Joins a file's sections, with empty lines between them. */
export function joinSections(sections: readonly Lines[]): string {
  const filled = sections.filter((section) => section.length > 0);
  return `${filled.map((section) => section.join("\n")).join("\n\n")}\n`;
}
