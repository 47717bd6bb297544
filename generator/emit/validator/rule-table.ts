import { isLeaf, RuleBuilder } from "../../schema/build-rule.js";
import { resolve } from "../../schema/facts.js";
import { stringFormat } from "../../schema/format-kinds.js";
import type { RuleData, RuleLeaf } from "../../schema/build-rule.js";
import type { Schema } from "../../schema/schema.js";
import type { FileScope, Lines } from "./file-scope.js";
import { hasValuesConstant, valuesConstant } from "./kind-condition.js";
import type { Literal } from "./literal.js";
import { literalOf, printLiteral } from "./literal.js";

/**
 * Keywords for which a generated file imports no function. The function `explain` always checks them, or the function of
 * another keyword does.
 */
const without: ReadonlySet<string> = new Set(["type", "values", "minContains", "maxContains", "containsEvaluates"]);

/** Keywords that need no function if their value is the schema `true`, because then they refuse nothing. */
const lenient: ReadonlySet<string> = new Set([
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
  "items",
  "unevaluatedItems",
]);

/** The code of a constraint, and the names of the constraints that have to be declared before it. */
type Printed = { readonly lines: Lines; readonly needed: readonly string[] };

/** The constraints of one generated file: its schemas as data. The function `explain` reads them to say why a value is refused. */
export class RuleTable {
  readonly #file: FileScope;
  readonly #builder: RuleBuilder;
  readonly #names = new Map<Schema, string>();
  readonly #pending: Schema[] = [];
  readonly #keywords = new Map<string, string>();
  readonly #formats = new Map<string, string>();
  #needed: string[] = [];

  constructor(file: FileScope) {
    this.#file = file;
    this.#builder = new RuleBuilder({ formats: file.formats, isNamed: (schema) => file.isPlanned(schema) });
  }

  /**
   * Returns the name of the constant with the constraint of a schema, which is printed later.
   *
   * @param hint a name for a schema without a declared type.
   */
  name(schema: Schema, hint: string): string {
    const target = resolve(schema);
    let name = this.#names.get(target);
    if (name === undefined) {
      name = this.#file.ruleName(target, hint);
      this.#names.set(target, name);
      this.#pending.push(target);
    }
    this.#file.note(({ rules }) => rules.name(target, hint) === name);
    return name;
  }

  /** True if no constraint of the file was requested. */
  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** Prints the requested constraints, each after the constraints to which it refers, and then the function `explain`, which reads them. */
  print(): Lines[] {
    const rules = new Map<string, Printed>();
    for (let schema = this.#pending.shift(); schema !== undefined; schema = this.#pending.shift()) {
      const name = this.name(schema, "");
      const target = schema;
      const hint = this.#file.check(target, "").slice("check".length);
      this.#needed = [];
      const print = (): Lines => [`const ${name}: Rule = ${printLiteral(this.#literal(this.#builder.definition(target, hint)))};`];
      rules.set(name, { lines: this.#file.printed("rule", schema, name, this, print), needed: this.#needed });
    }
    return [...inOrder(rules), this.#explain()];
  }

  #explain(): string[] {
    const keywords = new Map([...this.#keywords].map(([keyword, check]): [string, Literal] => [keyword, { code: check }]));
    const formats = new Map([...this.#formats].map(([format, check]): [string, Literal] => [format, { code: check }]));
    const texts = [keywords, ...(formats.size === 0 ? [] : [formats])].map((literal) => printLiteral(literal, "", 90));
    return [`const explain = /* @__PURE__ */ ${this.#file.helper("createExplain")}(${texts.join(", ")});`];
  }

  #literal(data: RuleData): Literal {
    if (isLeaf(data)) return this.#leaf(data);
    if (typeof data === "string") this.useFormat(data);
    if (typeof data !== "object" || data === null) return data;
    if (isList(data)) return data.map((item) => this.#literal(item));
    return new Map([...data].map(([key, value]) => [key, this.#literal(value)]));
  }

  #leaf(leaf: RuleLeaf): Literal {
    switch (leaf.kind) {
      case "keywords":
        return new Map([...leaf.keywords].map(([keyword, argument]) => [keyword, this.#argument(keyword, argument)]));
      case "pattern":
        return { code: this.#file.pattern(leaf.source, leaf.hint) };
      case "reference":
        return { code: this.reference(leaf.schema, leaf.hint) };
      case "values":
        return hasValuesConstant(leaf.values)
          ? { code: valuesConstant({ file: this.#file }, leaf.values, leaf.hint) }
          : literalOf([...leaf.values]);
    }
  }

  #argument(keyword: string, argument: RuleData): Literal {
    if (!without.has(keyword) && !(argument === true && lenient.has(keyword))) this.useKeyword(keyword);
    return this.#literal(argument);
  }

  reference(schema: Schema, hint: string): string {
    const name = this.name(schema, hint);
    const isRecursive = this.#file.isRecursive(schema);
    if (!isRecursive) this.#needed.push(name);
    const text = isRecursive ? `() => ${name}` : name;
    this.#file.note(({ rules }) => rules.reference(schema, hint) === text);
    return text;
  }

  useKeyword(keyword: string): boolean {
    this.#keywords.set(keyword, this.#file.helper(`explain${keyword.charAt(0).toUpperCase()}${keyword.slice(1)}`));
    this.#file.note(({ rules }) => rules.useKeyword(keyword));
    return true;
  }

  /** If the text is the name of a format for strings, notes that `explain` needs the function that checks this format. */
  useFormat(text: string): boolean {
    const check = stringFormat(text);
    if (check === undefined) return true;
    this.#formats.set(text, this.#file.helper(check));
    this.#file.note(({ rules }) => rules.useFormat(text));
    return true;
  }
}

/**
 * Returns the code of the constraints, each after the constraints to which it refers. A reference that leads back in a
 * circle does not count.
 */
function inOrder(rules: ReadonlyMap<string, Printed>): Lines[] {
  const placed = new Set<string>();
  const ordered: Lines[] = [];
  const stack = [...rules.keys()].toReversed();
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const { lines, needed } = rules.get(name) ?? { lines: [], needed: [] };
    const missing = needed.filter((other) => !placed.has(other));
    if (missing.length > 0 && !placed.has(name)) {
      stack.push(...missing);
      continue;
    }
    if (!placed.has(name)) ordered.push(lines);
    placed.add(name);
    stack.pop();
  }
  return ordered;
}

function isList(data: RuleData): data is readonly RuleData[] {
  return Array.isArray(data);
}
