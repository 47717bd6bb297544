import { describe, expect, test } from "vitest";
import { sideNames } from "../../../../generator/model/generated-names.js";
import type { HandlerPlan } from "../../../../generator/scaffold/handler-plan.js";
import { updateHandlers } from "../../../../generator/scaffold/update-handlers.js";
import type { UpdatedFile } from "../../../../generator/scaffold/update-handlers.js";

const plan = (...names: readonly string[]): HandlerPlan => ({
  direction: "server",
  names: sideNames.server,
  events: names.map((name) => ({ name, labels: [name] })),
  property: "type",
  isSwitchProof: true,
});

const mapPlan = (...names: readonly string[]): HandlerPlan => ({ ...plan(...names), property: undefined, isSwitchProof: false });

function updated(text: string, wanted: HandlerPlan, file = "handlers.ts"): UpdatedFile {
  const result = updateHandlers(file, text, wanted);
  if ("refusal" in result) throw new Error(result.refusal);
  expect(updateHandlers(file, result.text, wanted)).toMatchObject({ text: result.text, added: [], marked: [], unmarked: [] });
  return result;
}

const table: readonly [name: string, before: string, wanted: HandlerPlan, after: string][] = [
  [
    "a missing case goes behind the one before it in the manifest",
    `function f(event: ServerEvent) {
  switch (event.type) {
    // the first
    case "a":
      return one( 1,2 ); // odd   spacing
    /* the last */
    case "c": {
      return { c };
    }
    default:
      return unreachable(event);
  }
}
`,
    plan("a", "b", "c", "d"),
    `function f(event: ServerEvent) {
  switch (event.type) {
    // the first
    case "a":
      return one( 1,2 ); // odd   spacing
    case "b":
      throw new Error('event "b" is not handled yet');
    /* the last */
    case "c": {
      return { c };
    }
    case "d":
      throw new Error('event "d" is not handled yet');
    default:
      return unreachable(event);
  }
}
`,
  ],
  [
    "tabs, CRLF, single quotes, no semicolons and braces are kept",
    "const f = (event: ServerEvent) => {\r\n\tswitch (event.type) {\r\n\t\tcase 'a': {\r\n\t\t\treturn 1\r\n\t\t}\r\n\t}\r\n}\r\n",
    plan("a", "b"),
    "const f = (event: ServerEvent) => {\r\n\tswitch (event.type) {\r\n\t\tcase 'a': {\r\n\t\t\treturn 1\r\n\t\t}\r\n\t\tcase 'b': {\r\n\t\t\tthrow new Error('event \"b\" is not handled yet')\r\n\t\t}\r\n\t}\r\n}\r\n",
  ],
  [
    "nothing is put between cases that fall through",
    `switch (event.type) {
  case "a":
  case "c":
    log();
  case "d":
    break;
  // about nothing
}
`,
    plan("a", "b", "c", "d"),
    `switch (event.type) {
  case "a":
  case "c":
    log();
  case "d":
    break;
  case "b":
    throw new Error('event "b" is not handled yet');
  // about nothing
}
`,
  ],
  [
    "a last case without break stays the last",
    `switch (event.type) {
case "a":
  log();
}
`,
    plan("a", "b"),
    `switch (event.type) {
case "b":
  throw new Error('event "b" is not handled yet');
case "a":
  log();
}
`,
  ],
  [
    "a case whose event is gone is marked",
    `switch (event.type) {
  // about old
  case "old": // still here
    break;
  case "a":
    break;
}
`,
    plan("a"),
    `switch (event.type) {
  // about old
  // dagwire: event "old" is no longer in the protocol; remove this case.
  case "old": // still here
    break;
  case "a":
    break;
}
`,
  ],
  [
    "a mark goes when the event is back",
    `switch (event.type) {
  // dagwire: event "a" is no longer in the protocol; remove this case.
  case "a":
    break;
}
`,
    plan("a"),
    `switch (event.type) {
  case "a":
    break;
}
`,
  ],
  [
    "a switch in one line",
    `switch (event.type) { case "a": x(); break; case "old": y(); break; }\n`,
    plan("a", "b"),
    `switch (event.type) { case "a": x(); break;
  case "b":
    throw new Error('event "b" is not handled yet');
  /* dagwire: event "old" is no longer in the protocol; remove this case. */ case "old": y(); break; }
`,
  ],
  [
    "of several switches the one over the discriminator",
    `function f(message: ServerEvent) {
  switch (message.status) { case "a": break; }
  switch (other.type) { case "zebra": break; }
  switch (message["type"]) {
    case "a":
      switch (message.kind) { case "b": break; }
      return;
  }
}
`,
    plan("a", "b"),
    `function f(message: ServerEvent) {
  switch (message.status) { case "a": break; }
  switch (other.type) { case "zebra": break; }
  switch (message["type"]) {
    case "a":
      switch (message.kind) { case "b": break; }
      return;
    case "b":
      throw new Error('event "b" is not handled yet');
  }
}
`,
  ],
  [
    "an empty switch over the typed event, taken apart and imported by another name",
    `import type { ServerEvent as Incoming } from "@x/y";
function f({ type, ...rest }: Incoming) {
  switch (type) {}
}
`,
    plan("a"),
    `import type { ServerEvent as Incoming } from "@x/y";
function f({ type, ...rest }: Incoming) {
  switch (type) {
    case "a":
      throw new Error('event "a" is not handled yet');
  }
}
`,
  ],
  [
    "a switch over more than the protocol keeps its own cases unmarked",
    `function f(event: ServerEvent | LocalEvent) {
  switch (event.type) {
    case "local":
      break;
    default:
  }
}
`,
    plan("a"),
    `function f(event: ServerEvent | LocalEvent) {
  switch (event.type) {
    case "a":
      throw new Error('event "a" is not handled yet');
    case "local":
      break;
    default:
  }
}
`,
  ],
  [
    "a handler map, with and without a comma behind the last",
    `export const handlers = {
  a: (event) => one(event), // first
  // old things
  old() {},
  "c/d": two
} satisfies ServerEventHandlers<void, void>;
`,
    mapPlan("a", "b", "c/d", "e"),
    `export const handlers = {
  a: (event) => one(event), // first
  b: (_event) => {
    throw new Error('event "b" is not handled yet');
  },
  // old things
  // dagwire: event "old" is no longer in the protocol; remove this handler.
  old() {},
  "c/d": two,
  e: (_event) => {
    throw new Error('event "e" is not handled yet');
  }
} satisfies ServerEventHandlers<void, void>;
`,
  ],
  [
    "handlers given to the dispatcher, in one line",
    `dispatchServerEvent(event, { a: one }, undefined);\n`,
    mapPlan("a", "b"),
    `dispatchServerEvent(event, { a: one,
  b: (_event) => {
    throw new Error('event "b" is not handled yet');
  }
 }, undefined);
`,
  ],
  [
    "labels that the file declares itself",
    `const Kind = { First: "a" } as const;
enum Other { Second = "b" }
switch (event.type) {
  case Kind.First:
  case Other.Second:
    break;
}
`,
    plan("a", "b"),
    `const Kind = { First: "a" } as const;
enum Other { Second = "b" }
switch (event.type) {
  case Kind.First:
  case Other.Second:
    break;
}
`,
  ],
];

describe("a handler file is edited:", () => {
  test.each(table)("%s", (_name, before, wanted, after) => {
    expect(updated(before, wanted).text).toBe(after);
  });

  test("a byte order mark stays", () => {
    expect(
      updated('\uFEFFswitch (event.type) { case "a": break; }', plan("a", "b")).text.startsWith(
        '\uFEFFswitch (event.type) { case "a": break;\n',
      ),
    ).toBe(true);
  });

  test("the extension of the file decides whether it may hold JSX", () => {
    expect(updated('switch (event.type) { case "a": return <b/>; }\n', plan("a"), "view.tsx").added).toEqual([]);
  });

  test("many cases are added in the manifest's order", () => {
    const names = Array.from({ length: 300 }, (_, index) => `event${index}`);
    const { text, added } = updated('switch (event.type) { case "event150": break; }\n', plan(...names));
    expect(added).toHaveLength(299);
    expect([...text.matchAll(/case "(\w+)"/g)].map((match) => match[1])).toEqual(
      [...names.slice(150), ...names.slice(0, 150)].toSorted((a, b) => names.indexOf(a) - names.indexOf(b)),
    );
  });
});

describe("a handler file is not changed, with a reason:", () => {
  test.each([
    [
      "no switch",
      "export const x = 1;\n",
      plan("a"),
      'handles no ServerEvent: add a switch over its "type", or an object with "satisfies ServerEventHandlers"',
    ],
    [
      "a switch over the other side's events",
      'function f(event: ClientEvent) { switch (event.type) { case "a": } }',
      plan("a"),
      "handles no ServerEvent",
    ],
    ["a broken file", "switch (event.type) {\n  case 'a'\n}", plan("a"), "is not valid TypeScript: ':' expected"],
    [
      "a label from elsewhere",
      'switch (event.type) { case "a": break; case Kind.B: break; }',
      plan("a", "b"),
      'has "case Kind.B: break;" in line 1',
    ],
    ["a map with a spread", "const h = { ...others } satisfies ServerEventHandlers;", mapPlan("a"), 'has "...others" in line 1'],
    ["no map although one is needed", 'switch (event.type) { case "a": }', mapPlan("a"), "has no handler map for ServerEvent"],
  ])("%s", (_name, text, wanted, reason) => {
    expect(updateHandlers("handlers.ts", text, wanted)).toMatchObject({ refusal: expect.stringContaining(reason) });
  });
});
