/** Component keys of AsyncAPI are letters, digits, dots, dashes and underscores. */
export function componentKey(name: string): string {
  return name.replaceAll(/[^\w.-]/g, "_");
}
