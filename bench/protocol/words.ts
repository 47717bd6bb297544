/** The first word of an event's name: a domain of a business. */
export const domains = [
  "billing",
  "shipping",
  "warehouse",
  "catalog",
  "account",
  "support",
  "payroll",
  "fleet",
  "clinic",
  "campus",
  "network",
  "device",
  "media",
  "search",
  "fraud",
  "loyalty",
  "tender",
  "energy",
  "travel",
  "permit",
] as const;

/** The second word of an event's name: its subject. */
export const subjects = [
  "invoice",
  "order",
  "parcel",
  "contract",
  "ticket",
  "session",
  "report",
  "booking",
  "refund",
  "payment",
  "shift",
  "route",
  "sensor",
  "license",
  "article",
  "quote",
  "claim",
  "batch",
  "visit",
  "backup",
] as const;

/** The last word of an event's name: a verb. */
export const verbs = [
  "created",
  "updated",
  "removed",
  "approved",
  "rejected",
  "started",
  "finished",
  "failed",
  "paused",
  "resumed",
  "assigned",
  "escalated",
  "archived",
  "restored",
  "exported",
  "merged",
] as const;

/** Names of properties that hold text. */
export const texts = [
  "title",
  "summary",
  "comment",
  "label",
  "reason",
  "source",
  "category",
  "code",
  "locale",
  "currency",
  "unit",
  "owner",
] as const;

/** Names of properties that hold numbers. */
export const quantities = [
  "amount",
  "quantity",
  "attempt",
  "progress",
  "score",
  "weight",
  "priority",
  "duration_ms",
  "size_bytes",
  "rate",
] as const;

/** Names of boolean properties. */
export const flags = ["is_final", "is_urgent", "has_attachments", "is_test", "was_manual"] as const;

/** Names of properties that hold times. */
export const moments = ["started_at", "finished_at", "expires_at", "due_at"] as const;

/** Names of properties that hold objects, lists and references. */
export const parts = [
  "details",
  "target",
  "origin",
  "contact",
  "address",
  "lines",
  "tags",
  "history",
  "limits",
  "outcome",
  "metrics",
  "links",
] as const;

/** Values of enumerations. */
export const states = ["draft", "open", "pending", "active", "blocked", "waiting", "done", "cancelled", "expired", "unknown"] as const;

/** The last word of a shared definition's name. One of {@link subjects} precedes it. */
export const nouns = [
  "address",
  "contact",
  "summary",
  "position",
  "window",
  "price",
  "status",
  "change",
  "limit",
  "channel",
  "profile",
  "range",
  "policy",
  "stock",
  "trace",
] as const;

/** Parts of descriptions. */
export const phrases = [
  "as the sender knows it",
  "at the time of the event",
  "in the words of the person who entered it",
  "absent if it is unknown",
  "unique within the account",
  "counted from the start of the day",
  "as agreed in the contract",
  "for display only",
  "not to be relied on for billing",
  "after rounding",
  "before any correction",
  "in the order of entry",
] as const;
