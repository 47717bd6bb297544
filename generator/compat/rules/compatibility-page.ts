import type { ChangeRule } from "./change-rule.js";
import { changeGroups } from "./change-rules.js";
import { markdownTable } from "./markdown-table.js";
import { stateChange, stateChangeId } from "./state-change.js";

/** `docs/COMPATIBILITY.md`: what compatible means, and what each kind of change does. */
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

function remedies(): string {
  const rows = changeGroups.flatMap(({ rules }) => entries(rules).map(([kind, { instead }]) => [`\`${kind}\``, instead]));
  return `## What to do instead\n\n${markdownTable(["change", "way out"], rows)}`;
}

function entries(rules: Readonly<Partial<Record<string, ChangeRule>>>): [string, ChangeRule][] {
  return Object.entries(rules).flatMap(([kind, rule]) => (rule === undefined ? [] : [[kind, rule]]));
}

const introduction = `<!-- Written by \`npm run docs:rules\` from generator/compat/rules. Do not edit. -->

# Compatibility

\`dagwire check\` answers one question: does this change of the schemas break a peer that is deployed? The answer is "compatible", which is proved; or "breaking", with a message that one side can send and the other refuses, confirmed by the validators that both ship; or "unknown", with the reason, which does not pass. About the [state](#the-state) there is no proof yet, so any change of it is "unknown".
`;

const meaning = `## What compatible means

A stream has a producer and a consumer. They fit where **everything that the producer can send is accepted by the consumer**:

- What it can **emit** is the schema, closed: generated code writes declared fields only, so an object that is silent on others never carries any. Declared maps and \`additionalProperties: true\` stay open.
- What it **accepts** depends on the reader, which the manifest sets for each direction under \`readers\`. A \`strict\` reader takes the schema as written. A \`tolerant\` one takes undeclared fields even where an object is closed, and skips events whose tag it does not know: they reach \`onUnknown\`.
- An event with \`x-must-understand: true\` is never skipped. A reader that does not know it has to say that it is too old.

Closing what is emitted is what makes an added optional field harmless. By plain inclusion of the schemas it would break every open object: the old schema allows any value under the new name.

The verdict is always computed from the two schemas. The names of changes below are for people: they say what happened and where. Names of definitions, moved files, order, \`$ref\` and \`allOf\` around a schema, descriptions, defaults and examples are no changes. A \`default\` never makes a new required field harmless: it is not on the wire.
`;

const deployment = `## Who meets whom

N→O is a new producer read by an old consumer, O→N an old producer read by a new consumer.

${markdownTable(
  ["situation", "server events", "client events"],
  [
    ["the server is deployed first", "N→O", "O→N"],
    ["clients are deployed first", "O→N", "N→O"],
    ["rolling deploy, stale tabs, both versions live", "both", "both"],
    ["journal or resume replays stored events into newer code", "O→N, of every version retained", "O→N, of messages that are queued"],
    ["rollback after new data was stored", "N→O, of the version rolled back to", "N→O"],
    ["readers or senders that others maintain", "both, of every version retained", "both, of every version retained"],
  ],
)}
What \`dagwire check\` asks of a baseline, each with the reader that the manifest of that side sets:

${markdownTable(
  ["baseline", "server N→O", "server O→N", "client N→O", "client O→N"],
  [
    ["runs now, server-first (default)", "gated", "warned", "warned", "gated"],
    ["runs now, client-first", "warned", "gated", "gated", "gated"],
    ["runs now, rolling", "gated", "gated", "gated", "gated"],
    ["retained", "–", "gated", "–", "gated"],
  ],
)}
Retained are the versions that the manifest lists: their events are in journals, their messages in queues, their clients are still let in. A baseline may be both. How to name baselines: [CHECK.md](CHECK.md).

A finding that is known and accepted is **waived** in \`dagwire.config.json\` by its fingerprint, with a reason and, where it is to be looked at again, a last day:

\`\`\`json
{ "check": { "waivers": [{ "fingerprint": "0123456789abcdef", "reason": "No client of 1.x is left.", "expires": "2027-01-01" }] } }
\`\`\`

A waiver excuses one change. If several changes of an event break it in one flow, each is a finding with a fingerprint of its own, and the event passes when each of them is waived; a change that is proved harmless by itself is no finding. A fingerprint is made of direction, event, flow, kind, path and the value, bound or schema that the change is about, so it stays the same when lines move, and another value at the same path has another one. The fingerprint of a change of the state is made of the texts before and after. A waiver that is over, or that waives nothing, is a finding.
`;

const changesIntroduction = `## Changes

A rule's id is the direction and the kind: \`SERVER_ENUM_VALUE_ADDED\`, \`CLIENT_FIELD_REQUIRED_ADDED\`. \`dagwire explain RULE\` prints one. The columns are those of the plain case, in objects that are closed; \`tests/compat/rules\` holds a schema before and after each change, which proves its row with the solver and the TypeScript compiler, and a near miss that stays allowed.

\`skip\`: tolerant readers hand the event to \`onUnknown\`; unless it must be understood, that passes. TS reads: exhaustive switches, handler maps and typed reads written against the old types compile against the new ones. TS writes: so do literals of every event, every value of an enumeration and every branch of a union.
`;

const state = `## The state

\`${stateChangeId}\`: ${stateChange.summary}

${stateChange.purpose}

A difference is one of the following, and each is a finding with its place and a fingerprint of its own:

- a schema inside the state's that has other keywords, as it is written;
- the value that the state begins with;
- the reader of server events, which reads the state too;
- the events under \`terminal\`;
- what the \`x-state\` of one server event does, of an added or a removed event as well;
- a state that is new in the protocol, or gone.

Descriptions, other annotations, the order of keys and the place of a definition are no differences. The order of steps is one. So is the order of two objects of an event whose steps may write to the same place.

The finding is "unknown" for every baseline and deploy order: two versions meet in each of them, and a journal is read into today's state. ${stateChange.instead} The fingerprint is made of what both versions say at the place, so it stays the same when lines move or files do.
`;

const versions = `## Versions

Two numbers are suggested, because the wire and the generated TypeScript break at different changes: an added event is skipped on the wire and stops an exhaustive switch from compiling; a tightened bound is refused on the wire and no type knows of it.

${markdownTable(
  ["what was found", "protocol", "generated package"],
  [
    ["the same messages, code compiles", "none", "none"],
    ["the same messages, code that reads, writes or imports stops compiling", "none", "major"],
    ["all that is gated passes, code compiles, every new message was one before", "patch", "patch"],
    ["all that is gated passes, code compiles", "minor", "minor"],
    ["all that is gated passes, code that reads, writes or imports stops compiling", "minor", "major"],
    ["something that is gated breaks, or is unknown; or the state changed", "major", "major"],
  ],
)}
A version in the manifest below the suggestion is a finding. The suggestion is a floor: a change of meaning that no schema shows may need more.

An exported type that is gone or has another name stops code from compiling that imports it, whatever that code does with it. It is listed on its own, under imports: renaming a definition changes nothing on the wire and nothing for code that does not name the type.

Where types form a union, objects are taken apart by the values of their enumerations, up to 10,000 combinations an event. Beyond that it is undecided whether code compiles: the reason is printed, and the suggestion is the one for code that stops compiling.
`;

const hazards = `## Where schema and validator part

${markdownTable(
  ["hazard", "what is done"],
  [
    [
      "A format is asserted by dagwire's validators, and an annotation to others.",
      "Formats count as asserted. `dagwire compare --annotate-formats` gives the other reading.",
    ],
    [
      "`multipleOf` with a fraction: binary division says that 4.35 is no multiple of 0.01.",
      "A verdict that hangs on it is unknown. Use whole numbers of a smaller unit.",
    ],
    ["`pattern` is ECMAScript's, with the flag u, and not anchored.", "Lookaround and backreferences are unknown. Anchor with ^ and $."],
    ["`oneOf` whose branches overlap refuses what fits two of them.", "Branches that are not disjoint are a lint finding."],
    [
      "`contains` beside `prefixItems`: ajv 8.20 accepts an empty list where nothing can match.",
      "A witness that the validators do not confirm counts as unknown.",
    ],
    [
      "Upcasters, defaults and server-side filters change what is really sent.",
      "They are beyond the schema: test them with messages of the old version.",
    ],
  ],
)}`;
