/** Returns a component key of AsyncAPI, which may contain letters, digits, dots, dashes and underscores. */
export function componentKey(name: string): string {
  return name.replaceAll(/[^\w.-]/g, "_");
}
