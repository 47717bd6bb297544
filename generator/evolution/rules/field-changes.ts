import type { ChangeRule } from "./change-rule.js";
import { effects } from "./effects.js";

/** Changes of which fields an object has. */
export const fieldChanges = {
  FIELD_OPTIONAL_ADDED: {
    summary: "An optional field is new.",
    purpose: "A tolerant reader ignores what it does not know. A strict reader of a closed object refuses the message.",
    effects: effects.optionalFieldAdded,
    oldReaders: "ignore it where they are tolerant, and refuse the message where they are strict and the object is closed",
    instead: "Nothing, where readers are tolerant. Otherwise deploy the readers first.",
  },
  FIELD_REQUIRED_ADDED: {
    summary: "A required field is new.",
    purpose: "Whoever does not know the field does not send it. A default does not help: it is not on the wire.",
    effects: effects.requiredFieldAdded,
    oldReaders: "ignore it where they are tolerant, and refuse the message where they are strict and the object is closed",
    newReaders: "refuse messages of senders that do not know the field",
    instead: "Make it optional, and let the reader say what its absence means; or publish a new event.",
  },
  FIELD_OPTIONAL_REMOVED: {
    summary: "An optional field is gone.",
    purpose: "Nobody had to rely on it, but senders of the version before still send it, which a strict reader of a closed object refuses.",
    effects: effects.optionalFieldRemoved,
    newReaders: "ignore the field where they are tolerant, and refuse the message where they are strict and the object is closed",
    instead: "Mark it deprecated, stop sending it, and remove it once no supported peer sends it.",
  },
  FIELD_REQUIRED_REMOVED: {
    summary: "A required field is gone.",
    purpose: "Readers built before it wait for the field.",
    effects: effects.requiredFieldRemoved,
    oldReaders: "refuse messages without the field",
    newReaders: "ignore the field where they are tolerant, and refuse the message where they are strict and the object is closed",
    instead: "Make it optional first, and remove it once every supported reader can do without.",
  },
  FIELD_OPTIONAL_RENAMED: {
    summary: "An optional field went, and one of the same schema came under another name.",
    purpose: "Tolerant readers take the message, but what stands in the field is lost on them.",
    effects: effects.optionalFieldRenamed,
    oldReaders: "do not see what stands in the field, and refuse the message where they are strict and the object is closed",
    newReaders: "do not see what stands in the field of old messages, and refuse those where they are strict and the object is closed",
    instead: "Add the new field beside the old one, send both, and remove the old one later.",
  },
  FIELD_REQUIRED_RENAMED: {
    summary: "A required field went, and one of the same schema came under another name.",
    purpose: "Each version requires a field that the other does not send.",
    effects: effects.replaces,
    oldReaders: "refuse messages without the field's old name",
    newReaders: "refuse messages without the field's new name",
    instead: "Add the new field as optional beside the old one, send both, and make the old one optional before it goes.",
  },
  FIELD_BECAME_REQUIRED: {
    summary: "A field that was optional is required.",
    purpose: "Senders of the version before may leave it out, and so do messages in journals.",
    effects: effects.narrows,
    newReaders: "refuse messages without the field",
    instead: "Let every sender send it first. Require it once no supported sender and no journal in use leaves it out.",
  },
  FIELD_BECAME_OPTIONAL: {
    summary: "A field that was required is optional.",
    purpose: "Readers built before it count on the field.",
    effects: effects.widens,
    oldReaders: "refuse messages without the field",
    instead: "Go on sending it until every supported reader can do without.",
  },
  OBJECT_CLOSED: {
    summary: "An object that allowed undeclared fields allows none.",
    purpose:
      "Generated code sends undeclared fields only where the schema says that they are allowed. Where it was silent, closing it refuses only what is written by hand; a tolerant reader takes that too.",
    effects: effects.objectClosed,
    newReaders: "refuse messages with undeclared fields where they are strict",
    instead: "Declare the fields that are in use, and close the object once nobody sends others.",
  },
  OBJECT_OPENED: {
    summary: "An object that allowed no undeclared fields allows them.",
    purpose: "Strict readers built before it refuse undeclared fields; tolerant ones ignore them.",
    effects: effects.objectOpened,
    oldReaders: "refuse messages with undeclared fields where they are strict",
    instead: "Nothing, where readers are tolerant. Otherwise deploy the readers first.",
  },
} as const satisfies Readonly<Record<string, ChangeRule>>;
