/** A piece of a displayed type: a name that links to its description, or text. */
export type TypeSpan = { readonly text: string; readonly anchor?: string };

/** One line of a table of fields: a field, or the heading of the variants that follow. */
export type Row =
  | {
      readonly kind: "field";
      /** The path from the message, such as `graph.nodes[].id`. */
      readonly path: string;
      readonly type: readonly TypeSpan[];
      readonly required: boolean;
      readonly deprecated: boolean;
      readonly constraints: string;
      readonly description: string;
    }
  | { readonly kind: "variant"; readonly label: string };

/** One event or shared type. */
export type Entry = {
  readonly anchor: string;
  readonly name: string;
  /** The name of the generated type. */
  readonly typeName: string;
  readonly deprecated: boolean;
  readonly mustUnderstand: boolean;
  readonly description: string;
  /** The event's tags: places in the message and their values. `undefined` for a type, or an event that is not dispatched. */
  readonly tags: readonly { readonly pointer: string; readonly values: readonly string[] }[] | undefined;
  /** The type, if it is no object with fields. */
  readonly type: readonly TypeSpan[];
  readonly constraints: string;
  readonly rows: readonly Row[];
  /** The examples as indented JSON. */
  readonly examples: readonly string[];
  /** The file and pointer of the schema. */
  readonly source: string;
};

/** A chapter: the events of one direction, or the shared types. */
export type Chapter = {
  readonly anchor: string;
  readonly title: string;
  /** The sentence below the title. */
  readonly lead: string;
  readonly kind: "events" | "types";
  readonly entries: readonly Entry[];
};

/** The effect of one step on the state. */
export type StepRow = {
  readonly event: string;
  /** The anchor of the event. */
  readonly anchor: string;
  /** The condition on the event, such as `mutation.op is "add_node"`; empty without one. */
  readonly condition: string;
  readonly op: string;
  readonly at: string;
  /** The source of the written value. */
  readonly source: string;
};

/** The state that the server's events keep. */
export type StateTable = {
  /** The type of the state, as a link to its description. */
  readonly type: readonly TypeSpan[];
  readonly initial: string;
  /** The names of the events that end the state's changes. */
  readonly terminal: readonly string[];
  readonly rows: readonly StepRow[];
};

/** The content of a protocol's document, which becomes Markdown or HTML. */
export type Page = {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly discriminators: readonly string[];
  readonly digest: string;
  readonly note: string;
  readonly chapters: readonly Chapter[];
  /** Absent if the protocol declares no state. */
  readonly state?: StateTable;
};
