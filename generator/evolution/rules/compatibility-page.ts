import type { ChangeRule } from "./change-rule.js";
import { changeGroups } from "./change-rules.js";
import { stateRules } from "./state-rules.js";

/**
 * Returns the text of `docs/COMPATIBILITY.md`: the meaning of "compatible", and the effects of each kind of change.
 */
export function compatibilityMarkdown(): string {
  const groups = changeGroups.map(({ title, rules }) => `### ${title}\n\n${table(rules)}`);
  return `${introduction}\n${meaning}\n${deployment}\n${changesIntroduction}\n${groups.join("\n")}\n${state}\n${remedies()}\n${versions}\n${hazards}`;
}

function table(rules: Readonly<Partial<Record<string, ChangeRule>>>): string {
  const rows = entries(rules).map(([kind, { summary, effects }]) => {
    const { "new-to-old": newToOld, "old-to-new": oldToNew, consumer, producer } = effects;
    const cells = [newToOld.strict, newToOld.tolerant, oldToNew.strict, oldToNew.tolerant, consumer, producer];
    return [`\`${kind}\``, summary, ...cells.map((effect) => (effect === "break" ? "**break**" : effect))];
  });
  return markdownTable(
    ["change", "what happened", "N→O strict", "N→O tolerant", "O→N strict", "O→N tolerant", "TS reads", "TS writes"],
    rows,
  );
}

/** Returns a table in Markdown, with padded columns as formatters write them. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("");
}

function remedies(): string {
  const rows = changeGroups.flatMap(({ rules }) => entries(rules).map(([kind, { instead }]) => [`\`${kind}\``, instead]));
  return `## What to do instead\n\n${markdownTable(["change", "what to do"], rows)}`;
}

function entries(rules: Readonly<Partial<Record<string, ChangeRule>>>): [string, ChangeRule][] {
  return Object.entries(rules).flatMap(([kind, rule]) => (rule === undefined ? [] : [[kind, rule]]));
}

const introduction = `<!-- Written by \`npm run docs:rules\` from generator/evolution/rules. Do not edit. -->

# Compatibility

\`dagwire check\` answers one question: does this change of the schemas break a deployed peer? It gives one of three answers:

- "compatible": dagwire has proved that nothing breaks.
- "breaking": dagwire shows a message that one peer can send and the other refuses. The generated validators of both peers confirm this.
- "unknown": dagwire could not decide, and says why. The check does not pass.

The same answers are given about the [state](#the-state).
`;

const meaning = `## What compatible means

A stream has a producer and a consumer. They are compatible if **the consumer accepts everything that the producer can send**:

- A producer **sends** only declared fields, because generated code writes no others. An object whose schema does not mention undeclared fields therefore never carries any. Declared maps and objects with \`additionalProperties: true\` may carry others.
- For an enumeration with \`x-open\`, a producer **sends** only the listed values, because generated types let code write no others. A consumer **accepts** the other strings too.
- A consumer **accepts** the messages that its reader allows. The manifest sets the reader of each direction under \`readers\`. A \`strict\` reader applies the schema as written. A \`tolerant\` reader accepts undeclared fields even in a closed object. It skips events with an unknown tag: they reach \`onUnknown\`.
- No reader skips an event with \`x-must-understand: true\`. A reader that does not know the event has to report that it is too old.

An added optional field is harmless only because producers send no undeclared fields. If dagwire compared the two schemas as written, the new field would break every open object: the old schema allows any value under the new name.

dagwire always computes the verdict from the two schemas. The names of changes below only tell people what happened and where. The following are no changes: names of definitions, moved files, order, \`$ref\` and \`allOf\` around a schema, descriptions, defaults and examples. A \`default\` never makes a new required field harmless, because it is not part of the message.
`;

const deployment = `## Which versions meet

N→O means that an old consumer reads a new producer. O→N means that a new consumer reads an old producer.

${markdownTable(
  ["situation", "server events", "client events"],
  [
    ["the server is deployed first", "N→O", "O→N"],
    ["clients are deployed first", "O→N", "N→O"],
    ["rolling deploy, stale tabs, both versions live", "both", "both"],
    ["newer code reads stored events from a journal or on resume", "O→N, for every retained version", "O→N, for queued messages"],
    ["rollback after new data was stored", "N→O, with the version after the rollback as the old one", "N→O"],
    ["other teams maintain readers or senders", "both, for every retained version", "both, for every retained version"],
  ],
)}
The next table shows how \`dagwire check\` treats a break for each kind of baseline. "Gated" means that the check fails, "warned" that it prints a warning. Each version uses the readers that its own manifest sets.

${markdownTable(
  ["baseline", "server N→O", "server O→N", "client N→O", "client O→N"],
  [
    ["runs now, server-first (default)", "gated", "warned", "warned", "gated"],
    ["runs now, client-first", "warned", "gated", "gated", "gated"],
    ["runs now, rolling", "gated", "gated", "gated", "gated"],
    ["retained", "–", "gated", "–", "gated"],
  ],
)}
"Retained" are the versions that the manifest lists. Journals hold their events, queues hold their messages, and servers still admit their clients. A baseline may both run now and be retained. [CHECK.md](CHECK.md) explains how to name baselines.

To accept a finding, **waive** it in \`dagwire.config.json\` by its fingerprint, with a reason. Add a last day if you want to decide again later:

\`\`\`json
{ "check": { "waivers": [{ "fingerprint": "0123456789abcdef", "reason": "No client of 1.x is left.", "expires": "2027-01-01" }] } }
\`\`\`

A waiver covers one change. If several changes of an event break it in one flow, each is a finding with its own fingerprint. The event passes when all of them are waived. A change that is proved harmless by itself is no finding.

A fingerprint is computed from direction, event, flow, kind, path, branches of unions around it, and the value, bound or schema that changed. It stays the same when lines move; another value at the same path has another fingerprint. A waiver that has expired, or that matches no finding, is itself a finding.
`;

const changesIntroduction = `## Changes

The id of a rule is the direction and the kind: \`SERVER_ENUM_VALUE_ADDED\`, \`CLIENT_FIELD_REQUIRED_ADDED\`. \`dagwire explain RULE\` prints the description of one rule. The columns show the plain case, in closed objects. For each change \`tests/evolution/rules\` holds a schema before and after it. A test proves the row with the prover and the TypeScript compiler. A second fixture shows a similar change that is allowed.

- \`skip\`: tolerant readers pass the event to \`onUnknown\`. The check passes unless the event must be understood.
- TS reads: whether exhaustive switches, handler maps and typed reads for the old types compile against the new types.
- TS writes: the same for literals of every event, every value of an enumeration and every branch of a union.
`;

const state = `## The state

If a protocol has a [state](STATE.md), clients and servers of two versions must keep equal states. dagwire asks three questions:

- **Read**: does the reader accept every state that the writer can keep? A change of the state's schema has the id \`STATE_\` and the kind of change, such as \`STATE_FIELD_REQUIRED_ADDED\`.
- **Reduce**: does the reader make the same state of the writer's events? Places that the reader's schema does not declare do not count, and the reader skips events that it does not know. So a new optional place, and a new event that only writes new places, change nothing for older readers.
- **Tell**: does each place that an old event changed still change by an event that older clients know?

Two versions of an event's steps are equal if they have the same normal form. The order of steps that write different places, and the way in which steps are written, do not matter. If the normal forms differ, dagwire looks for the shortest list of events after which the two states differ, and runs both reducers to confirm it. If no list of events shows a difference, dagwire tries each event on made states, in which one place is missing. A difference found there counts too, because a snapshot may hold any valid state. The search stops after 100,000 events or 5 seconds for each event; then the result is "unknown".

${markdownTable(
  ["situation", "questions", "server-first", "client-first", "rolling"],
  [
    ["a new server and an old client", "read, reduce, tell", "gated", "warned", "gated"],
    ["an old server and a new client", "read, reduce", "warned", "gated", "gated"],
    ["a new server opens what an old one has stored", "read, reduce, server events O→N", "gated", "gated", "gated"],
    ["an old server opens what a new one has stored, after a roll-back", "read, reduce", "warned", "warned", "gated"],
  ],
)}
The third and fourth row hold if servers keep events and states over a restart. That is the default for a protocol with a state. If they do not, set \`"check": { "storage": "memory" }\` in \`dagwire.config.json\`. With \`"rollback": "gated"\` the fourth row is always gated. Retained versions count in the third row only.

${markdownTable(
  ["rule", "what happened", "what to do"],
  Object.entries(stateRules).map(([id, { summary, instead }]) => [`\`${id}\``, summary, instead]),
)}
The fingerprint of a change of steps is computed from the normal forms of both versions, so a waiver ends with the next change of the steps. It stays the same when lines or files move.
`;

const versions = `## Versions

dagwire suggests two versions, because some changes break messages and others break TypeScript. Tolerant readers skip an added event, but an exhaustive switch stops compiling. Readers refuse a value outside a tightened bound, but no type shows the bound.

${markdownTable(
  ["result of the check", "protocol", "generated package"],
  [
    ["the same messages, code compiles", "none", "none"],
    ["the same messages, code that reads, writes or imports stops compiling", "none", "major"],
    ["every gated flow passes, code compiles, every new message was valid before", "patch", "patch"],
    ["every gated flow passes, code compiles", "minor", "minor"],
    ["every gated flow passes, code that reads, writes or imports stops compiling", "minor", "major"],
    ["a gated flow breaks or is unknown", "major", "major"],
  ],
)}
A version in the manifest that is lower than the suggestion is a finding. The suggestion is a minimum: a change of meaning that no schema shows may need a higher version.

If an exported type is removed or renamed, code that imports it stops compiling. Such types are listed separately, under imports: renaming a definition changes no message and no code that does not name the type.

If types form a union, dagwire splits objects by the values of their enumerations, up to 10,000 combinations for each event. With more combinations it is undecided whether code compiles. dagwire then prints the reason, and suggests the version for code that stops compiling.
`;

const hazards = `## Differences between schema and validators

${markdownTable(
  ["difference", "how dagwire handles it"],
  [
    [
      "dagwire's validators check formats. Other validators may treat them as annotations.",
      "The check counts formats as checked. `dagwire compare --annotate-formats` treats them as annotations.",
    ],
    [
      "`multipleOf` with a fraction: with binary numbers 4.35 is no multiple of 0.01.",
      "A verdict that depends on it is unknown. Use whole numbers of a smaller unit.",
    ],
    [
      "`pattern` is an ECMAScript expression with the flag u, and not anchored.",
      "Patterns with lookaround or backreferences are unknown. Anchor patterns with ^ and $.",
    ],
    ["`oneOf` refuses a value that matches two branches.", "The linter reports branches that overlap."],
    [
      "`contains` beside `prefixItems`: ajv 8.20 accepts an empty list even if no item can match.",
      "If the validators do not confirm a witness, the verdict is unknown.",
    ],
    [
      "Upcasters, defaults and server-side filters change the messages that are sent.",
      "The schema does not show them: test them with messages of the old version.",
    ],
  ],
)}`;
