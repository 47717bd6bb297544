import { loadFrom, readProjectFile } from "./webhook-project.js";
import { type Manifest, findEntry } from "./webhook-manifest.js";
import { type Judge, judgeAll } from "./webhook-verdicts.js";

/**
 * A step of the webhook pipeline: `judge-webhooks.js PROJECT`. Validates every published payload with ajv, which does not
 * depend on dagwire. It uses the schema that the drafted manifest assigns to the payload's event.
 */
function main([project = ""]: readonly string[]): number {
  const { default: Ajv } = loadFrom(project, "ajv") as { readonly default: new (options: object) => Ajv };
  const { default: addFormats } = loadFrom(project, "ajv-formats") as { readonly default: (ajv: Ajv) => void };
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  ajv.addSchema(loadFrom(project, "@octokit/webhooks-schemas") as object, schemaKey);
  return judgeAll(project, "verdicts-ajv.json", judgeBy(ajv, readProjectFile(project, "protocol.json") as Manifest));
}

const schemaKey = "webhooks";

type Ajv = {
  readonly addSchema: (schema: object, key: string) => unknown;
  readonly getSchema: (reference: string) => AjvValidator | undefined;
};

type AjvValidator = {
  (value: unknown): unknown;
  readonly errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
};

function judgeBy(ajv: Ajv, manifest: Manifest): Judge {
  return ({ name, value }) => {
    const ref = findEntry(manifest, name, value)?.ref;
    if (ref === undefined) return { verdict: "unknown", reasons: ["no event of the manifest has the payload's tags"] };
    const validate = ajv.getSchema(`${schemaKey}${ref.slice(ref.indexOf("#"))}`);
    if (validate === undefined) throw new Error(`ajv does not find "${ref}"`);
    if (validate(value) === true) return { verdict: "accepted", reasons: [] };
    return {
      verdict: "refused",
      reasons: (validate.errors ?? []).map(({ instancePath, message = "is refused" }) => `at ${instancePath}: ${message}`),
    };
  };
}

process.exitCode = main(process.argv.slice(2));
