import type { Finding } from "../diagnostics/diagnostic.js";
import { isObject } from "../base/json.js";
import { groupBy } from "../base/group-by.js";
import type { LintContext } from "./context.js";

/** Finds a file whose dialect differs from the most common one. Gives at most one warning per protocol. */
export function lintDialects({ schemas, documents }: LintContext): Finding[] {
  const byDialect = groupBy(schemas, ({ dialect }) => dialect);
  const [most, ...others] = [...byDialect].toSorted(([, a], [, b]) => b.length - a.length);
  const odd = others.at(-1)?.[1][0];
  if (most === undefined || odd === undefined) return [];
  const value = documents.find(({ file }) => file === odd.location.file)?.value;
  // The version of AsyncAPI or OpenAPI determines the dialect, so such files need no "$schema".
  if (isObject(value) && ["asyncapi", "openapi", "swagger"].some((word) => value[word] !== undefined)) return [];
  const isSaid = isObject(value) && value["$schema"] !== undefined;
  const { file } = odd.location;
  return [
    {
      rule: "DIALECTS_MIXED",
      place: { file, pointer: isSaid ? "/$schema" : "", on: "value" },
      message: `This file is read as ${odd.dialect}${isSaid ? "" : ', as it has no "$schema"'}; most of the protocol is ${most[0]}.`,
      hint: 'Name one dialect in the "$schema" of every file.',
    },
  ];
}
