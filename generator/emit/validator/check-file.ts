import { fact } from "../../base/fact.js";
import { wordsIn } from "../used-names.js";
import type { Schema } from "../../schema/schema.js";
import { isTrivial } from "../../schema/facts.js";
import { FileScope } from "./file-scope.js";
import type { FileOptions, Lines } from "./file-scope.js";
import { RuleTable } from "./rule-table.js";
import { checkBody } from "./schema-statements.js";
import { printBody } from "./statement.js";

/** The declarations that a generated file with validators needs, as {@link CheckFile.finish} returns them. */
export type CheckParts = {
  /** The names of the functions that the file imports from the contract, such as `isRecord` or `own as own2`. */
  readonly imports: Lines;
  readonly checks: Lines;
  readonly constants: Lines;
  readonly rules: Lines;
};

/** Collects the declarations of one generated file with validators: functions that check a value, and constraints that explain refusals. */
export class CheckFile {
  readonly scope: FileScope;
  readonly #rules: RuleTable;

  constructor(options: FileOptions) {
    this.scope = new FileScope(options);
    this.#rules = new RuleTable(this.scope);
  }

  /** Prints a guard: an exported function that calls the check function of a schema and, if that refuses the value, explains why. */
  guard(name: string, schema: Schema, hint: string, type: string): Lines {
    const { check, rule } = this.pair(schema, hint);
    return this.scope.kept("guard", schema, [name, check, rule, type], () => [
      `export function ${name}(value: unknown, issues?: Issue[]): value is ${type} {`,
      `  return ${check}(value) || explain(${rule}, value, issues);`,
      "}",
    ]);
  }

  /** Returns the names of a schema's check function, and of the constraint that explains why a value is refused. */
  pair(schema: Schema, hint: string): { readonly check: string; readonly rule: string } {
    return { check: this.scope.check(schema, hint), rule: this.#rules.name(schema, hint) };
  }

  /** Prints the property `explain` of an event set: the function that explains why a message is refused. */
  explain(): string {
    return this.#rules.isEmpty ? `explain: ${this.scope.helper("createExplain")}({})` : "explain";
  }

  /** Prints the declarations to which the given texts of the file refer, directly or through other declarations, and no others. */
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

/** Prints the check function of a schema: it returns true for a value that the schema accepts. */
export function checkFunction(file: FileScope, name: string, schema: Schema): string[] {
  const head = (parameter: string): string => `function ${name}(${parameter}${file.typed(": unknown")})${file.typed(": boolean")} {`;
  if (isTrivial(schema)) return [head("_value"), "  return true;", "}"];
  if (schema.always === false) return [head("_value"), "  return false;", "}"];
  const hint = name.slice("check".length);
  const body = printBody(checkBody(file, schema, hint));
  const parameter = wordsIn(body.join("\n")).has("value") ? "value" : "_value";
  return [head(parameter), ...body, "}"];
}

/**
 * Returns the words in the texts `roots`, and the words in all declarations to which they refer, directly or through
 * other declarations.
 */
function usedWords(roots: readonly Lines[], declarations: ReadonlyMap<string, Lines>): ReadonlySet<string> {
  const used = new Set<string>();
  const pending: string[] = [];
  const use = (words: Iterable<string>): void => {
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

// Kept by the list object: for an unchanged text, the memo returns the same list object in the next run.
const wordsOfLines = fact((lines: Lines) => wordsIn(lines.join("\n")));

/** Joins several texts into one, with an empty line between each two. */
export function apart(texts: readonly Lines[]): Lines {
  return texts.length === 0 ? [] : [texts.map((lines) => lines.join("\n")).join("\n\n")];
}

/** Joins the sections of a file, with an empty line between each two. Leaves out empty sections. */
export function joinSections(sections: readonly Lines[]): string {
  const filled = sections.filter((section) => section.length > 0);
  return `${filled.map((section) => section.join("\n")).join("\n\n")}\n`;
}
