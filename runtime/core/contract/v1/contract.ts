/** One reason why a value does not match its schema. */
export type Issue = {
  /** JSON Pointer into the value. `""` is the value itself. */
  readonly path: string;
  /** The values that the schema allows, in words for people: `"pending" | "running"`, `string`, `at most 5 items`. */
  readonly expected: string;
  /** The value at `path`, as JSON cut at 80 characters, or `nothing` if a required property is absent. */
  readonly got: string;
};

/**
 * A generated guard. It allocates nothing if the value is valid. If the value is invalid and `issues` is given, a second,
 * slower pass appends at most ten reasons to `issues`.
 */
export type Guard<T> = (value: unknown, issues?: Issue[]) => value is T;

/** Tags that stand outside a message, such as in the header of a webhook: the tag's name → its value. */
export type OutOfBandTags = Readonly<Record<string, string>>;

/** Result of reading a message. Invalid input from the network is a result, never an exception. */
export type ReadResult<Event> =
  | { readonly outcome: "event"; readonly name: string; readonly event: Event }
  /** A well-formed message whose tag this protocol does not have: the peer is newer. */
  | { readonly outcome: "unknown"; readonly tag: string; readonly value: unknown }
  | { readonly outcome: "invalid"; readonly issues: readonly Issue[] };

/** One event of an {@link EventSet}. */
export type EventDescriptor<Event> = {
  /** For each tag of the event: its JSON Pointer, or `@` and its name → its possible values. Absent for an event without tags. */
  readonly tag?: Readonly<Record<string, readonly unknown[]>>;
  /** True if a peer that does not know this event must stop instead of skipping the event. */
  readonly mustUnderstand?: true;
  readonly validate: Guard<Event>;
};

/** The Standard Schema v1 interface (https://standardschema.dev), so that other libraries can use the validator. */
export type StandardSchema<Event> = {
  readonly version: 1;
  readonly vendor: "dagwire";
  readonly validate: (value: unknown) => StandardResult<Event>;
  readonly types?: { readonly input: Event; readonly output: Event } | undefined;
};

/** Result of a {@link StandardSchema}: the value, or issues. */
export type StandardResult<Event> =
  | { readonly value: Event; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly string[] }[] };

/** Any event of a map from event names to their types. */
export type EventOf<Events> = Events[keyof Events & string];

/**
 * The events of one direction of a protocol, from the server or from the client, with the functions to read them.
 *
 * @typeParam Events Event name → type of the event, for each event that has a tag.
 */
export type EventSet<Events extends object> = {
  /** The peer that sends these events. Errors show it. */
  readonly direction: "server" | "client";
  /** JSON Pointers to the tags of a message, in the order in which they are read. */
  readonly discriminators: readonly string[];
  /** Returns true if `value` is a valid event. Returns false for an unknown tag: see {@link EventSet.read}. */
  readonly validate: (value: unknown, issues?: Issue[], tags?: OutOfBandTags) => value is EventOf<Events>;
  /** Returns the name of the event that has the tags of the message, even if the message is invalid. `undefined` if no event has them. */
  readonly nameOf: (value: unknown, tags?: OutOfBandTags) => (keyof Events & string) | undefined;
  /** Validates a parsed message. Distinguishes an unknown event from an invalid one. */
  readonly read: (value: unknown, tags?: OutOfBandTags) => ReadResult<EventOf<Events>>;
  /** `read(JSON.parse(text))`. For malformed JSON the result has `outcome: "invalid"`. */
  readonly parse: (text: string, tags?: OutOfBandTags) => ReadResult<EventOf<Events>>;
  /** The events by name. Includes the events without a tag, which the type parameter `Events` lacks. */
  readonly events: Readonly<Record<keyof Events & string, EventDescriptor<unknown>>> & Readonly<Record<string, EventDescriptor<unknown>>>;
  readonly "~standard": StandardSchema<EventOf<Events>>;
};
