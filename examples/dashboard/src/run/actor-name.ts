const key = "dagwire.actor";

/** The name under which this browser last decided; empty if never, or where storage is forbidden. */
export function readActorName(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Keeps the name for the next decision. */
export function saveActorName(name: string): void {
  try {
    localStorage.setItem(key, name.trim());
  } catch {
    // A browser without storage asks again: no reason to lose the decision.
  }
}
