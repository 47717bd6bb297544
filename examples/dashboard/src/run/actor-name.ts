const key = "dagwire.actor";

/**
 * Returns the name of the person who last decided in this browser. Returns "" if the browser has stored none or forbids
 * storage.
 */
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
    // Without storage the page asks for the name again next time. A decision must not fail because the browser forbids
    // storage.
  }
}
