import { remember } from "../../base/fact.js";
import type { Schema } from "../../schema/schema.js";
import { isTrivial } from "../../schema/facts.js";
import { FileScope } from "./file-scope.js";
import type { FileOptions } from "./file-scope.js";
import { RuleTable } from "./rule-table.js";
import { checkBody } from "./schema-statements.js";
import { printBody } from "./statement.js";
import { printOnce } from "./transcript.js";

/** The parts of a file that {@link CheckFile.finish} makes. */
export type CheckParts = {
  /** Specifiers of the helpers that are used. */
  readonly imports: readonly string[];
  readonly checks: readonly string[];
  readonly constants: readonly string[];
  readonly rules: readonly string[];
};

/** Collects the checks and rules of one generated file. */
export class CheckFile {
  readonly scope: FileScope;
  readonly #rules: RuleTable;

  constructor(options: FileOptions) {
    this.scope = new FileScope(options);
    this.#rules = new RuleTable(this.scope);
  }

  /** A guard: the check, and when it refuses the explanation. */
  guard(name: string, schema: Schema, hint: string, type: string): string[] {
    const check = this.scope.check(schema, hint);
    const rule = this.#rules.name(schema, hint);
    return [
      `export function ${name}(value: unknown, issues?: Issue[]): value is ${type} {`,
      `  return ${check}(value) || explain(${rule}, value, issues);`,
      "}",
    ];
  }

  /** The check of a schema and the rule that explains its refusals, by name. */
  pair(schema: Schema, hint: string): { readonly check: string; readonly rule: string } {
    return { check: this.scope.check(schema, hint), rule: this.#rules.name(schema, hint) };
  }

  /** The member that gives an event set the function which explains refusals. */
  explain(): string {
    return this.#rules.isEmpty ? `explain: ${this.scope.helper("createExplain")}({})` : "explain";
  }

  /** Prints what the lines of the file ask for, and what that asks for, and nothing else. */
  finish(lines: readonly string[]): CheckParts {
    const rules = this.#rules.print();
    const functions = new Map<string, readonly string[]>();
    for (let pending = this.scope.next(); pending !== undefined; pending = this.scope.next()) {
      const { name, schema } = pending;
      functions.set(
        name,
        printOnce(schema, `check ${this.scope.label} ${name}`, this.scope, this.#rules, () => [
          checkFunction(this.scope, name, schema).join("\n"),
        ]),
      );
    }
    const roots = this.#rules.isEmpty ? lines : [...lines, ...rules];
    const used = usedWords(roots, new Map([...functions, ...this.scope.constants()]));
    const checks = [...functions].flatMap(([name, text]) => (used.has(name) ? ["", ...text] : [])).slice(1);
    const constants = [...this.scope.constants()].flatMap(([name, text]) => (used.has(name) ? text : []));
    return { imports: this.scope.imports(used), checks, constants, rules: this.#rules.isEmpty ? [] : rules };
  }
}

/** The function that checks a schema. */
export function checkFunction(file: FileScope, name: string, schema: Schema): string[] {
  const head = (parameter: string): string => `function ${name}(${parameter}${file.typed(": unknown")})${file.typed(": boolean")} {`;
  if (isTrivial(schema)) return [head("_value"), "  return true;", "}"];
  if (schema.always === false) return [head("_value"), "  return false;", "}"];
  const hint = name.slice("check".length);
  const body = printBody(checkBody(file, schema, hint));
  const parameter = body.some((text) => /\bvalue\b/.test(text)) ? "value" : "_value";
  return [head(parameter), ...body, "}"];
}

/** Every word that the roots hold, and those of the declarations that they name. */
function usedWords(roots: readonly string[], declarations: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const used = new Set<string>();
  const pending: string[] = [];
  const use = (words: readonly string[]): void => {
    for (const word of words) {
      if (used.has(word)) continue;
      used.add(word);
      if (declarations.has(word)) pending.push(word);
    }
  };
  for (const text of roots) use(wordsOfText(text));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) use(wordsOfLines(declarations.get(name) ?? []));
  return used;
}

// The text of a function comes again as the same list, and that of a rule as the same string.
const wordsOfLines = remember((lines: readonly string[]) => wordsIn(lines.join("\n")));
const knownTexts = new Map<string, readonly string[]>();
const maxTexts = 20_000;

function wordsOfText(text: string): readonly string[] {
  if (knownTexts.size > maxTexts) knownTexts.clear();
  const words = knownTexts.get(text) ?? wordsIn(text);
  knownTexts.set(text, words);
  return words;
}

function wordsIn(text: string): readonly string[] {
  return [...new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [])];
}
