/** The member of union `Event` whose `type` is `Name`. The whole union if events have no `type`. */
export type EventNamed<Event, Name extends string> = [Extract<Event, { readonly type: Name }>] extends [never]
  ? Event
  : Extract<Event, { readonly type: Name }>;

/** One handler for each event of a direction. A missing handler is a compile error. */
export type EventHandlers<Event, Names extends string, Context = void> = {
  readonly [Name in Names]: (event: EventNamed<Event, Name>, context: Context) => unknown;
};

/**
 * Calls the handler for `name`. Name and event have to come from `read` of an `EventSet`, which proves that they belong
 * together.
 */
export function callHandler<Event, Names extends string, Context>(
  handlers: EventHandlers<Event, Names, Context>,
  name: string,
  event: Event,
  context: Context,
): unknown {
  // TypeScript does not know that name and event belong together.
  const table = handlers as Readonly<Record<string, (event: Event, context: Context) => unknown>>;
  return table[name]?.(event, context);
}
