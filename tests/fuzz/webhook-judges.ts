import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { defaultRuntime } from "../../generator/config/load-config.js";
import { modelProtocol } from "../../generator/pipeline/read-protocol.js";
import { compileValidators } from "../../generator/validate/compile-protocol.js";
import type { Issue } from "../../runtime/core/contract/v1/index.js";
import { temporaryFolder } from "../helpers/protocol-folder.js";

const require = createRequire(import.meta.url);

type Definitions = Readonly<Record<string, { readonly properties?: { readonly action?: { readonly enum?: readonly string[] } } }>>;

/** The schemas of GitHub's webhooks, from their package. */
export const webhookSchema = require("@octokit/webhooks-schemas") as { readonly definitions: Definitions };

/** The published example payloads. */
export const webhookExamples = require("@octokit/webhooks-examples") as readonly {
  readonly name: string;
  readonly examples: readonly unknown[];
}[];

/** Returns true if a value is valid by a definition. */
export type JudgeByDefinition = (definition: string, value: unknown) => boolean;

/** Returns ajv's judge for the published schemas. */
export function ajvJudge(): JudgeByDefinition {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(webhookSchema, "webhooks");
  return (definition, value) => ajv.getSchema(`webhooks#/definitions/${definition}`)?.(value) === true;
}

/** Returns the definition of a payload's event. The name follows a convention: `issues$opened`, `push$event`. */
export function definitionOf(name: string, payload: unknown): string | undefined {
  const { action } = payload as { readonly action?: string };
  const definitions = Object.keys(webhookSchema.definitions);
  const isOfAction = (definition: string): boolean =>
    webhookSchema.definitions[definition]?.properties?.action?.enum?.includes(action ?? "") === true;
  return (
    definitions.find((definition) => definition === `${name}$${action ?? "event"}`) ??
    definitions.find((definition) => definition.startsWith(`${name}$`) && (isOfAction(definition) || definition.endsWith("$event")))
  );
}

/** Returns the judge of the validators that dagwire generates, with strict readers. */
export function generatedJudge(definitions: readonly string[]): JudgeByDefinition {
  const server = definitions.map((definition) => ({ ref: `schema.json#/definitions/${definition}`, name: definition, tag: null }));
  const manifest = { name: "webhooks", version: "1.0.0", discriminator: "/action", readers: { server: "strict" }, server };
  const folder = temporaryFolder({ "schema.json": webhookSchema, "protocol.json": manifest });
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime };
  const { model, diagnostics } = modelProtocol(folder, plan);
  if (model === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const { events } = compileValidators(model, "server");
  return (definition, value) => {
    const issues: Issue[] = [];
    const isAccepted = events[definition]?.validate(value) === true;
    events[definition]?.validate(value, issues);
    if (isAccepted !== (issues.length === 0)) throw new Error(`${definition}: verdict and reasons disagree on ${JSON.stringify(value)}`);
    return isAccepted;
  };
}
