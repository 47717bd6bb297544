import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultRuntime } from "../../generator/config/load-config.js";
import { emitProtocolFiles } from "../../generator/emit/emit-protocol-files.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import { createSubsetChecker } from "../../generator/validate/witness-judge.js";
import { modelProtocol } from "../../generator/pipeline/read-protocol.js";
import { SeededChoices } from "../../generator/sample/choices.js";
import { Sampler } from "../../generator/sample/sampler.js";
import { evaluateModule } from "../helpers/compiled-validator.js";
import { corpusCases } from "../helpers/corpus.js";
import { manifest, temporaryFolder } from "../helpers/protocol-folder.js";
import type { FolderContents } from "../helpers/protocol-folder.js";
import { describeWithShared } from "../helpers/shared-data.js";
import { seedOf } from "../helpers/seed.js";
import { strictErrors } from "../helpers/strict-tsc.js";
import { acceptedValues } from "./accepted-values.js";
import { objectFrom, pointerText } from "./decorated-schema.js";
import type { Definitions } from "./decorated-schema.js";
import { isMeant, withoutExcess } from "./meant-value.js";
import { randomProtocol, withoutEvents } from "./random-protocol.js";
import { Random } from "./random.js";

const seed = seedOf("FUZZ_SEED");
const schemas = Number(process.env["FUZZ_COMPILED"] ?? 2000);
const schemasEach = 60;
const literalsEach = 24;

type Guards = Readonly<Record<string, { readonly validate: (value: unknown) => boolean }>>;

/** These rules refuse a schema that has no value. Its generated code still has to compile, because users can turn the rules off. */
const severity = { SCHEMA_UNSATISFIABLE: "off", REQUIRED_NAME_UNDECLARED: "off" } as const;

type Generated = { readonly model: ProtocolModel; readonly files: Record<string, string> };

/** Generates a protocol. Returns its model and its files, or the rules that refuse the protocol. */
function generate(contents: FolderContents): Generated | readonly string[] {
  const folder = temporaryFolder(contents);
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime };
  const { model, diagnostics } = modelProtocol(folder, plan, severity);
  if (model === undefined) return diagnostics.filter((one) => one.severity === "error").map(({ rule, message }) => `${rule}: ${message}`);
  const files = emitProtocolFiles(model, plan.runtime, undefined, { typebox: true, react: "stream" });
  return { model, files: Object.fromEntries(files.map(({ path, text }) => [path, text])) };
}

/** The guards of a protocol's types, and the text of `types.ts`. */
type Made = { readonly guards: Guards; readonly types: string };

/** Literals of one type: functions that return a constant of the type for each of several values that the guard accepts. */
type Literals = { readonly lines: readonly string[]; readonly isNever: boolean; readonly accepted: number };

/** Returns the literals of each listed type. */
function literalsOf(random: Random, { typeEntries }: ProtocolModel, made: Made, definitions: Definitions): readonly Literals[] {
  const table = objectFrom(Object.entries(definitions).map(([name, schema]) => [pointerText(name), schema]));
  const checker = createSubsetChecker();
  return typeEntries.map(({ name, schema: parsed }) => {
    const key = parsed.location.pointer.slice("/$defs/".length).replaceAll("~1", "/").replaceAll("~0", "~");
    const schema = definitions[key] ?? true;
    const accepts = made.guards[name]?.validate ?? (() => false);
    const whole = typeof schema === "boolean" ? schema : { ...schema, $defs: table };
    const accepted = acceptedValues(random, { schema: whole, parsed, accepts }, checker);
    const trimmed = accepted.map((value) => withoutExcess(value, schema, definitions));
    const meant = trimmed.filter((value) => accepts(value) && isMeant(value, schema, definitions));
    const texts = [...new Set(meant.map((value) => JSON.stringify(value)))].slice(0, literalsEach);
    return {
      lines: texts.map((text) => literalOf(name, text)),
      isNever: made.types.includes(`export type ${name} = never;`),
      accepted: accepted.length,
    };
  });
}

function literalsFile(lines: readonly string[]): string {
  const constants = lines.map((line, index) => `export const made${index}: () => unknown = ${line}`);
  return ['import type * as types from "./types.js";', openedType, ...constants].join("\n");
}

/** A literal of an open object's type must not have undeclared properties, so each value is a constant of its own type first. */
function literalOf(name: string, text: string): string {
  return `(): Opened<types.${name}> => { const value = { of: ${text.replaceAll('"__proto__":', '["__proto__"]:')} } as const; return value.of; };`;
}

/**
 * A type whose objects may have undeclared properties. Otherwise TypeScript refuses an object that has no property of a type of
 * optional ones. It checks six levels of a value, because TypeScript gives up on a recursive type without such an end.
 */
const openedType = `type Opened<T, Levels extends readonly 0[] = []> = Levels["length"] extends 6 ? unknown
  : T extends string | number | boolean | null ? T
  : T extends object
    ? { [Name in keyof T]: Opened<T[Name], [...Levels, 0]> } & (T extends readonly unknown[] ? unknown : { readonly [name: string]: unknown })
    : T;`;

/** Returns the errors of the compiler. */
function errorsIn(files: FolderContents): readonly string[] {
  return strictErrors(files)
    .split(/\n(?=\S)/)
    .filter((error) => error.trim() !== "");
}

test(
  `generated code compiles, and accepted values have their types (FUZZ_SEED=${seed} FUZZ_COMPILED=${schemas})`,
  { timeout: 3_600_000 },
  () => {
    const files: Record<string, string> = {};
    const counts = { protocols: 0, withoutEvents: 0, refused: 0, types: 0, never: 0, noValue: 0, noLiteral: 0, values: 0 };
    for (let index = 0; index < schemas / schemasEach; index++) {
      const random = new Random(seed + index);
      const whole = randomProtocol(random, schemasEach);
      const first = generate(whole.files);
      const made = "model" in first ? first : generate(withoutEvents(whole).files);
      if (!("model" in made)) {
        // A definition that cannot get a type name is an error that says what to do.
        expect(made.filter((text) => !text.startsWith("TYPE_NAME_COLLISION"))).toEqual([]);
        counts.refused += 1;
        continue;
      }
      counts.protocols += 1;
      if (made !== first) counts.withoutEvents += 1;
      const { types } = evaluateModule(made.files["types-validator.ts"] ?? "") as { readonly types: Guards };
      const literals = literalsOf(random, made.model, { guards: types, types: made.files["types.ts"] ?? "" }, whole.definitions);
      counts.types += literals.length;
      counts.never += literals.filter(({ isNever }) => isNever).length;
      counts.noValue += literals.filter(({ accepted, isNever }) => !isNever && accepted === 0).length;
      counts.noLiteral += literals.filter(({ lines, accepted }) => accepted > 0 && lines.length === 0).length;
      counts.values += literals.reduce((sum, { lines }) => sum + lines.length, 0);
      for (const [path, text] of Object.entries(made.files)) files[`p${index}/${path}`] = text;
      files[`p${index}/literals.ts`] = literalsFile(literals.flatMap(({ lines }) => lines));
    }
    console.log(`compile fuzz seed ${seed}: ${schemas} schemas, ${JSON.stringify(counts)}`);
    expect(errorsIn(files)).toEqual([]);
    expect(counts.values).toBeGreaterThan(8 * counts.types);
    expect(counts.noLiteral * 20).toBeLessThan(counts.types);
    expect(counts.refused * 10).toBeLessThan(schemas / schemasEach + 10);
  },
);

describeWithShared("every definition of the public protocols, listed as a type", "corpus/cases", () => {
  test("compiles, and accepted values have their types", { timeout: 240_000 }, () => {
    const files: Record<string, string> = {};
    let count = 0;
    let values = 0;
    for (const { name, folder } of corpusCases()) {
      const contents = definitionsOf(folder);
      count += contents.types.length;
      const made = generate({ ...contents.files, "protocol.json": manifest({ types: contents.types }) });
      if (!("model" in made)) expect.fail(made.join("\n"));
      for (const [path, text] of Object.entries(made.files)) files[`${name}/${path}`] = text;
      const lines = samplesOf(made);
      values += lines.length;
      files[`${name}/literals.ts`] = literalsFile(lines);
    }
    expect(errorsIn(files)).toEqual([]);
    expect(count).toBeGreaterThan(400);
    expect(values).toBeGreaterThan(2 * count);
  });
});

/** Returns literals of each listed type, for samples of the generator that the guard accepts. */
function samplesOf({ model, files }: Generated): readonly string[] {
  const { types } = evaluateModule(files["types-validator.ts"] ?? "") as { readonly types: Guards };
  return model.typeEntries.flatMap(({ name, schema }) => {
    const samples = Array.from({ length: 2 * literalsEach }, (_unused, index) => new Sampler(new SeededChoices(index)).sample(schema));
    const accepted = samples.filter((value) => value !== undefined && types[name]?.validate(value) === true);
    const texts = new Set(accepted.map((value) => JSON.stringify(value)));
    return [...texts].slice(0, literalsEach).map((text) => literalOf(name, text));
  });
}

/** Returns the schema files of a public protocol, and the place of each definition in them; the place of the file if it has none. */
function definitionsOf(folder: string): { readonly files: Record<string, string>; readonly types: readonly string[] } {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const paths = all.filter((path) => /^schema(\/.*)?\.json$/.test(path));
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  const types = Object.entries(files).flatMap(([path, text]) => {
    const root = JSON.parse(text) as { readonly $defs?: object; readonly definitions?: object };
    const places = (["$defs", "definitions"] as const).flatMap((key) =>
      Object.keys(root[key] ?? {}).map((name) => `${path}#/${key}/${name}`),
    );
    return places.length === 0 ? [path] : places;
  });
  return { files, types };
}
