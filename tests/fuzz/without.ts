/** Yields every copy of a JSON value with one member or item less, at any depth. */
export function* without(value: unknown): Generator {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield value.toSpliced(index, 1);
      for (const smaller of without(item)) yield value.with(index, smaller);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
      for (const smaller of without(member)) yield { ...value, [key]: smaller };
    }
  }
}
