/** A piece of a type in the documentation: text, or a type's name that links to its section by `anchor`. */
export type TypeSpan = { readonly text: string; readonly anchor?: string };

/** One row of a table of fields: a field, or the heading above the fields of one variant of a union. */
export type Row =
  | {
      readonly kind: "field";
      /** The path from the message to the field, such as `graph.nodes[].id`. */
      readonly path: string;
      readonly type: readonly TypeSpan[];
      readonly required: boolean;
      readonly deprecated: boolean;
      readonly constraints: string;
      readonly description: string;
    }
  | { readonly kind: "variant"; readonly label: string };

/** The section of the documentation about one event or one shared type. */
export type Entry = {
  readonly anchor: string;
  readonly name: string;
  /** The name of the generated TypeScript type. */
  readonly typeName: string;
  readonly deprecated: boolean;
  readonly mustUnderstand: boolean;
  readonly description: string;
  /**
   * The event's tags: JSON Pointers into the message, and the values there. `undefined` for a type, and for an event that
   * is never dispatched.
   */
  readonly tags: readonly { readonly pointer: string; readonly values: readonly string[] }[] | undefined;
  /** The type in TypeScript's notation. Empty if `rows` shows its fields. */
  readonly type: readonly TypeSpan[];
  readonly constraints: string;
  readonly rows: readonly Row[];
  /** The examples as indented JSON. */
  readonly examples: readonly string[];
  /** The file of the event's or type's schema, with a pointer into the file. */
  readonly source: string;
};

/** A chapter: the events of one direction, or the shared types. */
export type Chapter = {
  readonly anchor: string;
  readonly title: string;
  /** The sentence below the title of the chapter. */
  readonly lead: string;
  readonly kind: "events" | "types";
  readonly entries: readonly Entry[];
};

/** One row of the table of the chapter "State": the effect of one step on the state. */
export type StepRow = {
  readonly event: string;
  /** The anchor of the section about the event. */
  readonly anchor: string;
  /** The condition on the event under which the step changes the state, such as `mutation.op is "add_node"`. Empty without a condition. */
  readonly condition: string;
  readonly op: string;
  readonly at: string;
  /** The value that the step writes: a constant as JSON, or the names that lead to a part of the event. */
  readonly source: string;
};

/** The chapter "State": the value that is computed from the server's events. */
export type StateTable = {
  /** The type of the state, with a link to the type's section. */
  readonly type: readonly TypeSpan[];
  readonly initial: string;
  /** The names of the terminal events. After such an event no event changes the state. */
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
