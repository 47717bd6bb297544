import * as codegen from "@dagwire/runtime/codegen/v1";
import type { Explain, Issue, KeywordCheck, Rule } from "@dagwire/runtime/codegen/v1";
import { isLeaf, RuleBuilder } from "../schema/build-rule.js";
import { knownFormats, stringFormat } from "../schema/format-kinds.js";
import type { RuleData, RuleLeaf } from "../schema/build-rule.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";

/**
 * Decides whether a schema accepts a value, as the generated validators would, without generating them. Builds the
 * constraints of a schema in memory and runs `explain` on them. No chain of `$ref` among the schemas may lead back to
 * its beginning.
 */
export class Verdicts {
  readonly #rules = new Map<Schema, Rule>();
  readonly #explain: Explain = explainAll();
  readonly #builder = new RuleBuilder({ formats: "assert", isNamed: () => true });

  /** Returns the first issue for which a schema refuses a value; `undefined` if the schema accepts the value. */
  refusal(schema: Schema, value: Json): Issue | undefined {
    const issues: Issue[] = [];
    this.#explain(this.#rule(schema), value, issues);
    return issues[0];
  }

  #rule(schema: Schema): Rule {
    let rule = this.#rules.get(schema);
    if (rule === undefined) {
      rule = this.#valueOf(this.#builder.definition(schema, "")) as Rule;
      this.#rules.set(schema, rule);
    }
    return rule;
  }

  #valueOf(data: RuleData): unknown {
    if (isLeaf(data)) return this.#leaf(data);
    if (typeof data !== "object" || data === null) return data;
    return data instanceof Map ? this.#record(data) : [...data].map((item) => this.#valueOf(item));
  }

  #record(data: ReadonlyMap<string, RuleData>): object {
    return Object.fromEntries([...data].map(([key, value]) => [key, this.#valueOf(value)]));
  }

  #leaf(leaf: RuleLeaf): unknown {
    switch (leaf.kind) {
      case "keywords":
        return this.#record(leaf.keywords);
      case "pattern":
        return new RegExp(leaf.source, "u");
      case "values":
        return leaf.values;
      case "reference":
        return (): Rule => this.#rule(leaf.schema);
    }
  }
}

/** Makes the function `explain` with all keywords and formats, from the functions that generated code imports. */
function explainAll(): Explain {
  const named = codegen as unknown as Readonly<Record<string, KeywordCheck & ((value: unknown) => boolean)>>;
  const keywords = Object.entries(named).flatMap(([name, check]) => {
    const [, initial, rest] = /^explain(\w)(\w*)$/.exec(name) ?? [];
    return initial === undefined || rest === undefined ? [] : [[initial.toLowerCase() + rest, check] as const];
  });
  const formats = knownFormats.flatMap((format) => {
    const check = named[stringFormat(format) ?? ""];
    return check === undefined ? [] : [[format, check] as const];
  });
  return codegen.createExplain(Object.fromEntries(keywords), Object.fromEntries(formats));
}
