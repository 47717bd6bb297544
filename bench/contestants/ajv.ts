import { createRequire } from "node:module";
import type { Ajv2020, ValidateFunction } from "ajv/dist/2020.js";
import { serverSchema } from "../protocol/bundle.js";
import type { Bundle } from "../protocol/bundle.js";
import type { Contestant } from "./contestant.js";

const require = createRequire(import.meta.url);

function createAjv(code: { readonly source?: boolean; readonly esm?: boolean }): Ajv2020 {
  const { Ajv2020: Constructor } = require("ajv/dist/2020.js") as { readonly Ajv2020: new (options: object) => Ajv2020 };
  const { default: addFormats } = require("ajv-formats") as { readonly default: (ajv: Ajv2020) => void };
  const ajv = new Constructor({ discriminator: true, strict: false, code });
  addFormats(ajv);
  return ajv;
}

/** ajv 8, compiled at run time. */
export function createAjvCompiled(bundle: Bundle): Contestant {
  const validate: ValidateFunction = createAjv({}).compile(serverSchema(bundle));
  return { name: "ajv compile", check: (value) => validate(value) };
}

/** The module that ajv standalone writes for the same schema, before its `require` calls are bundled. */
export function ajvStandaloneSource(bundle: Bundle): string {
  const { default: standaloneCode } = require("ajv/dist/standalone/index.js") as {
    readonly default: (ajv: Ajv2020, validate: ValidateFunction) => string;
  };
  const ajv = createAjv({ source: true, esm: true });
  return standaloneCode(ajv, ajv.compile(serverSchema(bundle)));
}
