const key = "dagwire.actor";

/** Returns the name under which this browser last decided. Returns "" if it never did, or if it forbids storage. */
export function readActorName(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Stores the name for the next decision. */
export function saveActorName(name: string): void {
  try {
    localStorage.setItem(key, name.trim());
  } catch {
    // A browser without storage asks again next time. The decision must not fail for that.
  }
}
