import { Node, Project } from "ts-morph";
import type { SourceFile } from "ts-morph";
import { eventSchema, manifest } from "./protocol-folder.js";
import type { FolderContents } from "./protocol-folder.js";

/** A name that a generated file imports, declares at its top or takes from the language, for every protocol. */
export type FixedName = { readonly name: string; readonly file: string };

const formats = ["date-time", "date", "time", "duration", "uuid", "uri", "uri-reference", "uri-template", "email", "hostname", "byte"];

/** Returns protocols that together use every feature of the generator. All their names begin with `prefix`. */
export function everyFeature(prefix: string): readonly FolderContents[] {
  const named = (name: string): string => `${prefix}_${name}`;
  const part = {
    type: "object",
    properties: {
      [named("key")]: { type: "string", maxLength: 9, minLength: 2, pattern: `^${prefix}` },
      [named("share")]: { type: "number", multipleOf: 0.1, exclusiveMinimum: -1 },
      [named("kind")]: { enum: [named("one"), named("two"), 3, null, [1], { [prefix]: 1 }] },
      [named("list")]: { type: "array", items: { type: "integer" }, uniqueItems: true, contains: { const: 1 }, maxItems: 1e9 },
      [named("map")]: { type: "object", additionalProperties: { type: "boolean" }, minProperties: 1, maxProperties: 4 },
      ...Object.fromEntries(formats.map((format) => [named(format), { type: "string", format }])),
    },
    required: [named("key")],
    additionalProperties: false,
  };
  const many = Array.from({ length: 24 }, (_unused, index) => named(`event${index}`));
  const events = many.map((name) => [`${name}.json`, eventSchema(name)] as const);
  const step = { op: "merge", at: "/parts/{key}", pick: ["share"] };
  const stepping = { type: "object", properties: { type: { const: named("step") }, key: { type: "string" }, share: { type: "number" } } };
  return [
    {
      "protocol.json": manifest({
        server: [`${prefix}.json#/$defs/${named("step")}`, `${prefix}.json#/$defs/${named("end")}`],
        client: many.slice(0, 2).map((name) => `${name}.json`),
        types: [`${prefix}.json#/$defs/${named("part")}`],
        state: `${prefix}.json#/$defs/${named("state")}`,
        terminal: [named("end")],
      }),
      ...Object.fromEntries(events),
      [`${prefix}.json`]: {
        $defs: {
          [named("part")]: part,
          [named("step")]: { ...stepping, required: ["type", "key"], "x-state": step },
          [named("end")]: { ...eventSchema(named("end")), "x-state": { op: "set", at: "/ended", value: true } },
          [named("state")]: {
            type: "object",
            properties: {
              ended: { type: "boolean" },
              parts: { type: "object", additionalProperties: { type: "object", properties: { share: { type: "number" } } } },
            },
          },
        },
      },
    },
    {
      "protocol.json": manifest({
        discriminator: ["@name", "/action"],
        server: many.map((name) => ({ ref: `${name}.json`, tag: { "@name": name } })),
      }),
      ...Object.fromEntries(events),
    },
  ];
}

/** Returns the names in a generated file that do not come from names of schemas. */
export function namesIn(file: string, text: string): FixedName[] {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const source = project.createSourceFile(file, text);
  const declared = new Set(topNames(source));
  const local = new Set(declared);
  const used: string[] = [];
  source.forEachDescendant((node) => {
    if (!Node.isIdentifier(node)) return;
    const parent = node.getParent();
    const isDeclaration =
      Node.isParameterDeclaration(parent) || Node.isVariableDeclaration(parent) || Node.isTypeParameterDeclaration(parent);
    const isMember = (Node.isPropertyAccessExpression(parent) || Node.isPropertyNamed(parent)) && parent.getNameNode() === node;
    if (isDeclaration && parent.getNameNode() === node) local.add(node.getText());
    else if (!isMember) used.push(node.getText());
  });
  const globals = used.filter((name) => !local.has(name) && name !== "undefined" && name !== "const");
  return [...new Set([...declared, ...globals])].map((name) => ({ name, file }));
}

function topNames(source: SourceFile): string[] {
  const imported = source.getImportDeclarations().flatMap((one) => one.getNamedImports());
  return [
    ...imported.map((one) => one.getAliasNode()?.getText() ?? one.getName()),
    ...source.getFunctions().map((one) => one.getName() ?? ""),
    ...source.getTypeAliases().map((one) => one.getName()),
    ...source.getVariableDeclarations().map((one) => one.getName()),
  ];
}
