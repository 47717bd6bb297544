import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";

const severity = Type.Union([Type.Literal("error"), Type.Literal("warning")]);

/** One finding of a report. */
export const reportedDiagnostic = Type.Object(
  {
    rule: Type.String({ pattern: "^[A-Z][A-Z0-9_]*$", description: "Stable id; `dagwire explain <id>` says what it means." }),
    severity,
    file: Type.String({ description: "Path relative to the folder in which dagwire ran, with slashes." }),
    line: Type.Optional(Type.Integer({ minimum: 1, description: "Absent if the finding concerns a whole file." })),
    column: Type.Optional(Type.Integer({ minimum: 1, description: "Counted from 1, in UTF-16 code units." })),
    message: Type.String({ description: "The fault." }),
    hint: Type.String({ description: "The way to resolve the finding, in one sentence." }),
  },
  { additionalProperties: false },
);

/** The schema of `--format json`. The static type and the published JSON Schema come from here. */
export const reportSchema = Type.Object(
  {
    version: Type.Literal(1, {
      description: "Version of this format. Later releases may add fields without a new version; no field changes its meaning.",
    }),
    tool: Type.Object({ name: Type.Literal("dagwire"), version: Type.String() }, { additionalProperties: false }),
    summary: Type.Object({ errors: Type.Integer({ minimum: 0 }), warnings: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }),
    diagnostics: Type.Array(reportedDiagnostic, { description: "Sorted by file, line and column." }),
  },
  { $id: "https://dagwire.dev/schema/report.schema.json", title: "dagwire report", additionalProperties: false },
);

/** The contents of a JSON report. */
export type Report = Static<typeof reportSchema>;
