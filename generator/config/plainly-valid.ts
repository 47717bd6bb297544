import { isObject } from "../base/json.js";

type Check = (value: unknown) => boolean;

/**
 * Returns true if the contents of `dagwire.config.json` are certainly valid. If this fast check returns false, the file
 * may still be valid: the slower check against the schema decides and reports errors.
 */
export const isPlainConfig: Check = fields({ $schema: isText, protocols: list(1, isProtocol) }, ["protocols"]);

/**
 * Returns true if the contents of a manifest are certainly valid. If this fast check returns false, the slower check
 * against the schema decides.
 */
export function isPlainManifest(value: unknown): boolean {
  return manifestFields(value);
}

const isPointer: Check = (value) => isText(value) && /^(?:\/.*|@.+)$/.test(String(value));
const isEntry: Check = (value) => isText(value) || isLongEntry(value);
const isLongEntry = fields(
  { ref: isText, name: isFilled, at: (value) => value === "" || (isText(value) && /^\/.*$/.test(String(value))) },
  ["ref"],
);
const isReader: Check = (value) => value === "strict" || value === "tolerant";

const manifestFields: Check = fields(
  {
    $schema: isText,
    name: isFilled,
    version: (value) => isText(value) && /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(String(value)),
    description: isText,
    discriminator: (value) => isPointer(value) || list(1, isPointer)(value),
    server: list(0, isEntry),
    client: list(0, isEntry),
    types: list(0, isEntry),
    state: isText,
    terminal: list(0, isText),
    retained: list(0, isText),
    readers: fields({ server: isReader, client: isReader }, []),
    retired: fields({ server: list(0, isText), client: list(0, isText) }, []),
  },
  ["name", "version"],
);

function isProtocol(value: unknown): boolean {
  return fields(
    {
      schema: isText,
      out: isText,
      entry: isName,
      runtime: isText,
      typebox: (flag) => typeof flag === "boolean",
      react: isHooks,
      importExtension: isExtension,
    },
    ["schema", "out"],
  )(value);
}

function isName(value: unknown): boolean {
  return isText(value) && /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(String(value));
}

function isHooks(value: unknown): boolean {
  return value === "stream" || value === "dag";
}

function isExtension(value: unknown): boolean {
  return value === ".js" || value === ".ts" || value === "none";
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function list(least: number, check: Check): Check {
  return (value) => Array.isArray(value) && value.length >= least && value.every(check);
}

/** Returns a check for objects that have the `required` fields, and no field that `checks` does not name. */
function fields(checks: Readonly<Record<string, Check>>, required: readonly string[]): Check {
  return (value) => {
    if (!isObject(value) || !required.every((name) => Object.hasOwn(value, name))) return false;
    return Object.entries(value).every(([name, member]) => Object.hasOwn(checks, name) && checks[name]?.(member) === true);
  };
}
