/** A state that the steps of events change. A method whose value, source or item is `undefined` does nothing. */
export type StateTarget<State> = {
  /** The state so far. Later changes mutate this object, so nothing may keep it. */
  readonly state: State;
  /** Sets the value at a path. Creates missing parent objects. */
  readonly set: (path: readonly string[], value: unknown) => void;
  /** Sets the value at a path to what `change` returns for the value that is there and `args`. `change` must not modify that value. */
  readonly update: <Args extends readonly unknown[]>(
    path: readonly string[],
    change: (before: unknown, ...args: Args) => unknown,
    ...args: Args
  ) => void;
  /** Copies each property of the source into the object at a path. Creates the object if it is missing. */
  readonly merge: (path: readonly string[], source: unknown) => void;
  /** Removes the value at a path, if there is one. */
  readonly remove: (path: readonly string[]) => void;
  /** Appends an item to the list at a path. Creates the list if it is missing. Drops the oldest items beyond `limit`. */
  readonly append: (path: readonly string[], item: unknown, limit: number) => void;
};
