/** The member of union `Event` whose `type` is `Name`; the whole union where the tag is not `type`. */
export type EventNamed<Event, Name extends string> = [Extract<Event, { readonly type: Name }>] extends [never]
  ? Event
  : Extract<Event, { readonly type: Name }>;

/** One handler for every event of a direction; leaving one out is a compile error. */
export type EventHandlers<Event, Names extends string, Context = void> = {
  readonly [Name in Names]: (event: EventNamed<Event, Name>, context: Context) => unknown;
};

/**
 * Calls the handler for `name`, which has to come from an `EventSet`'s `read`: only then is it one of
 * `Names` and `event` what its handler takes.
 */
export function callHandler<Event, Names extends string, Context>(
  handlers: EventHandlers<Event, Names, Context>,
  name: string,
  event: Event,
  context: Context,
): unknown {
  // read() has just proved that name and event belong together; the type system cannot know.
  const table = handlers as Readonly<Record<string, (event: Event, context: Context) => unknown>>;
  return table[name]?.(event, context);
}
