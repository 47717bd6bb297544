import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { reportedDiagnostic } from "../diagnostics/formats/report-schema.js";

const closed = { additionalProperties: false } as const;
const verdict = Type.Union([Type.Literal("compatible"), Type.Literal("breaking"), Type.Literal("unknown")]);
const direction = Type.Union([Type.Literal("server"), Type.Literal("client")], { description: "The sender of the event." });
const flow = Type.Union([Type.Literal("new-to-old"), Type.Literal("old-to-new")], {
  description: "new-to-old: the baseline's consumer reads today's producer. old-to-new: today's consumer reads the baseline's producer.",
});
const bump = Type.Union([Type.Literal("none"), Type.Literal("patch"), Type.Literal("minor"), Type.Literal("major")]);
const count = Type.Integer({ minimum: 0 });

const witness = Type.Object(
  {
    message: Type.Unknown({ description: "A message that the producer's validator accepts and the consumer's refuses." }),
    path: Type.String({ description: "JSON Pointer to the value that the consumer refuses." }),
    expected: Type.String(),
    got: Type.String(),
  },
  closed,
);

const divergence = Type.Object(
  {
    events: Type.Array(Type.Object({ message: Type.Unknown(), times: Type.Integer({ minimum: 1 }) }, closed), {
      description: "The events in the order in which the server sends them. `times`: how many times in a row the server sends the event.",
    }),
    from: Type.Optional(Type.Unknown({ description: "The state before the events. Absent if it is the start value." })),
    path: Type.String({ description: "JSON Pointer into the state, to the value that differs." }),
    before: Type.Optional(
      Type.Unknown({ description: "The value at `path` in the baseline's state. Absent if that state has no value at `path`." }),
    ),
    now: Type.Optional(Type.Unknown({ description: "The value at `path` in today's state. Absent if that state has no value at `path`." })),
  },
  {
    ...closed,
    description: "Events after which the two versions keep different states. dagwire has run the reducers of both versions to confirm it.",
  },
);

const finding = Type.Object(
  {
    rule: Type.String({ pattern: "^[A-Z][A-Z0-9_]*$" }),
    severity: Type.Union([Type.Literal("breaking"), Type.Literal("unknown"), Type.Literal("warning")]),
    direction,
    flow,
    event: Type.String({ description: "The event's name, or the name of the state's type if the finding is about the state." }),
    events: Type.Array(Type.Object({ name: Type.String(), fingerprint: Type.String() }, closed), {
      minItems: 1,
      description:
        "Every event that uses the changed schema, with its own fingerprint, once for each place in the event. The first item is the finding's `event`.",
    }),
    path: Type.String({ description: 'JSON Pointer into the message or the state, to the value that changed; "*" is any item or key.' }),
    file: Type.String({ description: "Path relative to the folder in which dagwire ran, with slashes." }),
    pointer: Type.Optional(Type.String({ description: "JSON Pointer into the file, to the place of the change." })),
    line: Type.Optional(Type.Integer({ minimum: 1 })),
    column: Type.Optional(Type.Integer({ minimum: 1, description: "Counted from 1, in UTF-16 code units." })),
    message: Type.String({ description: "Says what changed, which peers break, and in which deploy order." }),
    hint: Type.String({ description: "A way to reach the goal of the change without breaking a peer." }),
    baselines: Type.Array(Type.String(), { minItems: 1 }),
    witness: Type.Optional(witness),
    divergence: Type.Optional(divergence),
    related: Type.Array(Type.Object({ rule: Type.String(), message: Type.String() }, closed), {
      description: "Other changes of the same event that are no findings themselves.",
    }),
    fingerprint: Type.String({
      pattern: "^[0-9a-f]{16}$",
      description: "Identifies the finding in waivers. Stays the same if edits move lines.",
    }),
    waived: Type.Optional(Type.String({ description: "The reason of the waiver that accepts the finding." })),
  },
  closed,
);

const protocol = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    digest: Type.String(),
    manifest: Type.String(),
    verdict,
    baselines: Type.Array(
      Type.Object(
        {
          label: Type.String(),
          roles: Type.Array(Type.Union([Type.Literal("deployed"), Type.Literal("retained")]), {
            description:
              "deployed: peers of this version run now. retained: journals contain its events, and servers still accept its clients.",
          }),
          version: Type.Optional(Type.String({ description: "Absent if the baseline does not have the protocol." })),
          digest: Type.Optional(Type.String()),
        },
        closed,
      ),
    ),
    asked: Type.Integer({ minimum: 0, description: "How many times an event was compared, counted over all baselines and flows." }),
    findings: Type.Array(finding),
    cells: Type.Array(
      Type.Object(
        {
          baseline: Type.String(),
          direction,
          flow,
          event: Type.String(),
          verdict: Type.Union([Type.Literal("skip"), Type.Literal("breaking"), Type.Literal("unknown")]),
          gate: Type.Union([Type.Literal("gated"), Type.Literal("warned"), Type.Literal("free")]),
        },
        closed,
      ),
      { description: "Every event for which a consumer does not accept every message." },
    ),
    source: Type.Object(
      {
        breaks: Type.Boolean({ description: "True if code stops compiling, or if dagwire could not decide whether code still compiles." }),
        consumer: Type.Array(Type.String(), { description: "Reasons why code that handles events stops compiling." }),
        producer: Type.Array(Type.String(), { description: "Reasons why code that creates events stops compiling." }),
        imports: Type.Array(Type.String(), { description: "Names of exported types that were removed." }),
        undecided: Type.Array(Type.String(), {
          description: "The types for which dagwire could not decide whether code still compiles, with the reason.",
        }),
        grown: Type.Array(Type.String(), { description: "Open enums that list more values than before. No code stops compiling." }),
        closed: Type.Array(Type.String(), {
          description: "Enums that were open and no longer are. A later version cannot add a value to them without a break.",
        }),
      },
      { ...closed, description: "Why TypeScript code that uses the old generated package does not compile against the new one." },
    ),
    versions: Type.Optional(
      Type.Object(
        {
          baseline: Type.String(),
          from: Type.String(),
          declared: Type.String(),
          protocol: bump,
          suggested: Type.String({ description: "The lowest version that the protocol may have." }),
          package: Type.Union([...bump.anyOf], { description: "The version step for the package with the generated code." }),
        },
        closed,
      ),
    ),
  },
  closed,
);

/** The schema of `dagwire check --format json`. The static type and the published JSON Schema come from here. */
export const checkReportSchema = Type.Object(
  {
    version: Type.Literal(1, {
      description: "Version of this format. Later releases may add fields without a new version; no field changes its meaning.",
    }),
    tool: Type.Object({ name: Type.Literal("dagwire"), version: Type.String() }, closed),
    verdict,
    deploy: Type.Union([Type.Literal("server-first"), Type.Literal("client-first"), Type.Literal("rolling")]),
    formats: Type.Literal("asserted", {
      description: "asserted: the check treats the keyword `format` as the generated validators do, which refuse values of another format.",
    }),
    summary: Type.Object({ breaking: count, unknown: count, warnings: count, waived: count }, closed),
    protocols: Type.Array(protocol),
    diagnostics: Type.Array(reportedDiagnostic, { description: "Findings about versions and waivers." }),
  },
  { $id: "https://dagwire.dev/schema/check-report.schema.json", title: "dagwire check report", additionalProperties: false },
);

/** The contents of a report of `dagwire check`. */
export type CheckReport = Static<typeof checkReportSchema>;

/** One protocol of the report. */
export type CheckedProtocol = Static<typeof protocol>;

/** One finding of the report. */
export type ReportedBreak = Static<typeof finding>;
