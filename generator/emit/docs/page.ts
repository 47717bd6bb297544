/** A piece of a type as it is shown: a name that links to its own description, or text. */
export type TypeSpan = { readonly text: string; readonly anchor?: string };

/** One line of a table of fields: a field, or the heading of the variants that follow. */
export type Row =
  | {
      readonly kind: "field";
      /** Path from the message: `graph.nodes[].id`. */
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
  /** Name of the generated type. */
  readonly typeName: string;
  readonly deprecated: boolean;
  readonly mustUnderstand: boolean;
  readonly description: string;
  /** What tells the event: place in the message and values; `undefined` for a type or an event that is not dispatched. */
  readonly tags: readonly { readonly pointer: string; readonly values: readonly string[] }[] | undefined;
  /** What it is where it is no object with fields. */
  readonly type: readonly TypeSpan[];
  readonly constraints: string;
  readonly rows: readonly Row[];
  /** As indented JSON. */
  readonly examples: readonly string[];
  /** File and pointer of the schema. */
  readonly source: string;
};

/** A chapter: the events of one direction, or the shared types. */
export type Chapter = {
  readonly anchor: string;
  readonly title: string;
  /** A sentence below the title. */
  readonly lead: string;
  readonly kind: "events" | "types";
  readonly entries: readonly Entry[];
};

/** What one step does to the state. */
export type StepRow = {
  readonly event: string;
  /** Anchor of the event. */
  readonly anchor: string;
  /** What has to hold of the event, such as `mutation.op is "add_node"`; empty where nothing has. */
  readonly condition: string;
  readonly op: string;
  readonly at: string;
  /** What is written. */
  readonly source: string;
};

/** The state that the server's events keep. */
export type StateTable = {
  /** The type of the state, as a link to its description. */
  readonly type: readonly TypeSpan[];
  readonly initial: string;
  /** Names of the events after which nothing changes it. */
  readonly terminal: readonly string[];
  readonly rows: readonly StepRow[];
};

/** Everything that a document of a protocol says, before it is Markdown or HTML. */
export type Page = {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly discriminators: readonly string[];
  readonly digest: string;
  readonly note: string;
  readonly chapters: readonly Chapter[];
  /** Absent where the protocol declares none. */
  readonly state?: StateTable;
};
