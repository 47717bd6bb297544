/** One reason why a value is not what its schema says. */
export type Issue = {
  /** JSON Pointer into the value; `""` is the value itself. */
  readonly path: string;
  /** What the schema asks for, for people: `"pending" | "running"`, `string`, `at most 5 items`. */
  readonly expected: string;
  /** What stands there, as JSON cut at 80 characters, or `nothing` where a required property is absent. */
  readonly got: string;
};

/**
 * A generated guard. It allocates nothing while the value is valid; with `issues` a second, slower
 * pass appends at most ten reasons for a refusal.
 */
export type Guard<T> = (value: unknown, issues?: Issue[]) => value is T;

/** Tags that do not travel inside the message, such as a webhook's header: name → value. */
export type OutOfBandTags = Readonly<Record<string, string>>;

/** What a message turned out to be. Network input that is invalid is a result, never an exception. */
export type ReadResult<Event> =
  | { readonly outcome: "event"; readonly name: string; readonly event: Event }
  /** Well-formed, but its tag is none of this protocol's: a newer peer speaks. */
  | { readonly outcome: "unknown"; readonly tag: string; readonly value: unknown }
  | { readonly outcome: "invalid"; readonly issues: readonly Issue[] };

/** One event as a descriptor lists it. */
export type EventDescriptor<Event> = {
  /** Discriminator's JSON Pointer (or `@name`) → values; absent where the event is not dispatched. */
  readonly tag?: Readonly<Record<string, readonly unknown[]>>;
  /** A peer that does not know this event has to stop instead of skipping it. */
  readonly mustUnderstand?: true;
  readonly validate: Guard<Event>;
};

/** A Standard Schema v1 view (https://standardschema.dev), so that other libraries can use the validator. */
export type StandardSchema<Event> = {
  readonly version: 1;
  readonly vendor: "dagwire";
  readonly validate: (value: unknown) => StandardResult<Event>;
  readonly types?: { readonly input: Event; readonly output: Event } | undefined;
};

/** Result of {@link StandardSchema}: the value, or issues. */
export type StandardResult<Event> =
  | { readonly value: Event; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly string[] }[] };

/** Any event of a map from event names to their types. */
export type EventOf<Events> = Events[keyof Events & string];

/**
 * Everything that a runtime needs to know of one direction of a protocol.
 *
 * @typeParam Events Event name → type of the event, for each event that a tag tells apart.
 */
export type EventSet<Events extends object> = {
  /** The protocol's own name for a direction, as errors show it. */
  readonly direction: "server" | "client";
  /** JSON Pointers that tell the event, in order. */
  readonly discriminators: readonly string[];
  /** True when `value` is one of the events. An unknown tag is refused here; see {@link EventSet.read}. */
  readonly validate: (value: unknown, issues?: Issue[], tags?: OutOfBandTags) => value is EventOf<Events>;
  /** The event that a message's tags stand for, valid or not; `undefined` for none. */
  readonly nameOf: (value: unknown, tags?: OutOfBandTags) => (keyof Events & string) | undefined;
  /** Validates a parsed message and tells an unknown event from an invalid one. */
  readonly read: (value: unknown, tags?: OutOfBandTags) => ReadResult<EventOf<Events>>;
  /** `read(JSON.parse(text))`; malformed JSON is an `invalid` outcome. */
  readonly parse: (text: string, tags?: OutOfBandTags) => ReadResult<EventOf<Events>>;
  /** Events by name, among them those that no tag tells apart, which `Events` lacks. */
  readonly events: Readonly<Record<keyof Events & string, EventDescriptor<unknown>>> & Readonly<Record<string, EventDescriptor<unknown>>>;
  readonly "~standard": StandardSchema<EventOf<Events>>;
};
