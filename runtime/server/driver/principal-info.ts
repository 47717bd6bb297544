import type { PrincipalInfo } from "../../core/delivery/served-connection.js";

/** The largest number of characters in a principal's id, as in the schema of `$welcome`. */
const maxLength = 256;

/**
 * Returns who a principal is. Without the function `describe` a text is its own id, and an object has the id in its property `id`.
 * Other principals have no id: their connections share their commands' outcomes.
 *
 * @throws TypeError if `describe` returns no id of 1 to 256 characters.
 */
export function principalInfo<P>(
  principal: P,
  describe: ((principal: P) => PrincipalInfo | undefined) | undefined,
): PrincipalInfo | undefined {
  if (describe === undefined) return ownInfo(principal);
  const given: unknown = describe(principal);
  const id = idOf(given);
  if (given === undefined || id !== undefined) return id === undefined ? undefined : { id };
  const expected = `expected undefined, or an object whose "id" is a text of 1 to ${maxLength} characters`;
  throw new TypeError(`option "describePrincipal": ${expected}, got ${typeof given}`);
}

function ownInfo(principal: unknown): PrincipalInfo | undefined {
  const id = idOf(typeof principal === "string" ? { id: principal } : principal);
  return id === undefined ? undefined : { id };
}

function idOf(value: unknown): string | undefined {
  const id: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "id") : undefined;
  return typeof id === "string" && id !== "" && id.length <= maxLength ? id : undefined;
}
