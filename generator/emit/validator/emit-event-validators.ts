import { Memo } from "../../base/memo.js";
import type { Direction, EventModel, Tags } from "../../model/event-model.js";
import type { EventSide, ProtocolModel } from "../../model/protocol.js";
import { canonical } from "../../schema/canonical.js";
import { mustUnderstand } from "../../schema/facts.js";
import { ReaderView } from "../../schema/reader-view.js";
import type { Schema } from "../../schema/schema.js";
import { importedNames } from "../../model/imported-names.js";
import { sideNames } from "../../model/generated-names.js";
import type { SideNames } from "../../model/generated-names.js";
import { ImportPaths } from "../import-paths.js";
import { CheckFile, apart, joinSections } from "./check-file.js";
import { envelopeSchema } from "../../model/envelope-schema.js";
import type { Lines } from "./file-scope.js";
import { keyText, literalOf, printLiteral } from "./literal.js";
import type { Literal } from "./literal.js";
import { planFunctions } from "./plan.js";
import { identifyingProperty, printTagDispatch } from "./tag-dispatch.js";

/** An event, the schema of its whole message, the name of its guard and the name of its type. */
type Guarded = { readonly event: EventModel; readonly schema: Schema; readonly guard: string; readonly type: string };

/**
 * Prints `server-event-validator.ts` or `client-event-validator.ts` without its header. The file has a guard for each event, a
 * guard for the union of the events, the event set, and the constraints that explain refusals.
 *
 * @param paths The modules from which the file imports.
 */
export function emitEventValidators(model: ProtocolModel, direction: Direction, paths = new ImportPaths(), memo = Memo.none): string {
  return new EventValidators(model, model[direction], paths, memo).text();
}

class EventValidators {
  readonly #model: ProtocolModel;
  readonly #side: EventSide;
  readonly #paths: ImportPaths;
  readonly #names: SideNames;
  readonly #file: CheckFile;
  readonly #guarded: readonly Guarded[];

  constructor(model: ProtocolModel, side: EventSide, paths: ImportPaths, memo: Memo) {
    this.#model = model;
    this.#side = side;
    this.#paths = paths;
    this.#names = sideNames[side.direction];
    const view = new ReaderView(side.reader);
    const schemas = side.events.map((event) => view.of(envelopeSchema(event)));
    const types = new Set(side.events.map(({ typeName }) => typeName));
    this.#file = new CheckFile({
      view,
      plan: planFunctions(schemas),
      nameOf: model.nameOf,
      formats: "assert",
      label: side.direction,
      memo,
      reserved: [
        ...types,
        ...[...types].map((type) => `is${type}`),
        this.#names.union,
        this.#names.map,
        this.#names.guard,
        this.#names.eventSet,
      ],
    });
    this.#guarded = this.#guards(schemas);
  }

  text(): string {
    const guards = this.#uniqueGuards().map(({ event, schema, guard, type }) => this.#file.guard(guard, schema, event.typeName, type));
    const eventSet = this.#eventSet();
    const { imports, checks, constants, rules } = this.#file.finish([...guards, ...eventSet]);
    return joinSections([this.#imports(imports), apart(guards), checks, constants, rules, eventSet.flat()]);
  }

  #guards(schemas: readonly Schema[]): Guarded[] {
    const known = new Map<string, Guarded>();
    return this.#side.events.map((event, index) => {
      const schema = schemas[index] ?? event.schema;
      const type = event.typeName;
      const rival = known.get(type);
      if (rival !== undefined && (rival.schema === schema || canonical(rival.schema) === canonical(schema))) return { ...rival, event };
      const guard = rival === undefined ? `is${type}` : this.#file.scope.unique(`is${type}`);
      const guarded = { event, schema, guard, type };
      if (rival === undefined) known.set(type, guarded);
      return guarded;
    });
  }

  #uniqueGuards(): Guarded[] {
    return [...new Map(this.#guarded.map((guarded) => [guarded.guard, guarded])).values()];
  }

  #imports(helpers: readonly string[]): string[] {
    const types = importedNames.eventValidator.types.filter((name) => name !== "Rule" || this.#guarded.length > 0);
    const events = [...new Set(this.#guarded.map(({ type }) => type))];
    const shared = new Set(this.#model.types.map(({ name }) => name));
    return [
      `import { ${helpers.join(", ")} } from ${JSON.stringify(this.#paths.runtime)};`,
      `import type { ${types.join(", ")} } from ${JSON.stringify(this.#paths.runtime)};`,
      ...importTypes([...events.filter((name) => !shared.has(name)), this.#names.union, this.#names.map], this.#paths.of(this.#names.file)),
      ...importTypes(
        events.filter((name) => shared.has(name)),
        this.#paths.of("types"),
      ),
    ].map(wrapImport);
  }

  #eventSet(): Lines[] {
    const { guard, union, map, eventSet } = this.#names;
    const { scope } = this.#file;
    const dispatch = this.#dispatch();
    const head = [
      ...dispatch.lines,
      `/** Returns true if the tags in a value are those of an event of {@link ${union}}, and the value is valid for this event. */`,
      `export function ${guard}(value: unknown, issues?: Issue[], tags?: OutOfBandTags): value is ${union} {`,
      `  return ${eventSet}.validate(value, issues, tags);`,
      "}",
      "",
      `/** Validates the events that ${this.#names.sends}, and finds the event of a message by its tags. */`,
      `export const ${eventSet}: EventSet<${map}> = /* @__PURE__ */ ${scope.helper("createEventSet")}<${map}>({`,
      `  direction: ${JSON.stringify(this.#side.direction)},`,
      `  discriminators: ${JSON.stringify(this.#model.discriminators)},`,
      `  dispatch: ${dispatch.text},`,
      `  ${this.#file.explain()},`,
      "  events: {",
    ];
    return [head, ...this.#guarded.map((guarded) => this.#entry(guarded)), ["  },", "});"]];
  }

  /**
   * Prints the code that finds the event of a message by its tags. `text` is an expression; `lines` declare the function
   * that it needs, if any.
   */
  #dispatch(): { readonly lines: readonly string[]; readonly text: string } {
    const { scope } = this.#file;
    const { events } = this.#side;
    const { discriminators } = this.#model;
    const property = identifyingProperty(events, discriminators);
    if (property !== undefined) return { lines: [], text: `${scope.helper("byProperty")}(${JSON.stringify(property)})` };
    const nameOf = scope.unique(`${this.#names.union.charAt(0).toLowerCase()}${this.#names.union.slice(1)}Name`);
    const lines = printTagDispatch(scope, nameOf, `keyof ${this.#names.map}`, events, discriminators);
    return { lines: [...lines, ""], text: `${scope.helper("byTags")}(${nameOf})` };
  }

  #entry({ event, schema }: Guarded): Lines {
    const { check, rule } = this.#file.pair(schema, event.typeName);
    const { discriminators } = this.#model;
    return this.#file.scope.kept("entry", event, [check, rule, ...discriminators], () => {
      const tag = tagText(event, discriminators);
      const members = [
        `check: ${check}`,
        `rule: ${rule}`,
        ...(tag === undefined ? [] : [`tag: ${tag}`]),
        ...(mustUnderstand(event.schema) ? ["mustUnderstand: true"] : []),
      ];
      return [`    ${keyText(event.name)}: { ${members.join(", ")} },`];
    });
  }
}

/** Prints the tags of an event; `undefined` if its only tag is its name at the only discriminator, which the runtime assumes. */
function tagText({ name, tags }: EventModel, discriminators: readonly string[]): string | undefined {
  if (tags === undefined) return "false";
  const [only = "", ...others] = discriminators;
  const values = tags.get(only) ?? [];
  const isImplied = others.length === 0 && tags.size === 1 && values.length === 1 && values[0] === name;
  return isImplied ? undefined : printLiteral(tagLiteral(tags), "", Infinity);
}

function tagLiteral(tags: Tags): Literal {
  return new Map([...tags].map(([pointer, values]) => [pointer, literalOf([...values])]));
}

function importTypes(names: readonly string[], from: string): string[] {
  return names.length === 0 ? [] : [`import type { ${names.join(", ")} } from ${JSON.stringify(from)};`];
}

/** Puts each name of a long import on a line of its own. */
export function wrapImport(text: string): string {
  if (text.length <= 110) return text;
  const [head = "", names = "", tail = ""] = text.split(/(?<=\{) | (?=\})/);
  return [head, ...names.split(", ").map((name) => `  ${name},`), tail].join("\n");
}
