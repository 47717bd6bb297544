import type { ChangeRule } from "./change-rule.js";
import { effects } from "./change-rule.js";

/** Changes of the fields that an object has or requires. */
export const fieldChanges = {
  FIELD_OPTIONAL_ADDED: {
    summary: "An optional field was added.",
    purpose: "A tolerant reader ignores fields that it does not know. A strict reader of a closed object refuses the message.",
    effects: effects.optionalFieldAdded,
    oldReaders: "ignore the field if they are tolerant; strict ones refuse the message if the object is closed",
    instead: "This is safe if readers are tolerant. Otherwise deploy the readers first.",
  },
  FIELD_OPTIONAL_DECLARED: {
    summary: "An object that allows undeclared fields now declares an optional one.",
    purpose:
      "With `additionalProperties: true`, older senders may already send a field of this name with another type. The change breaks nothing if the object allowed only fields of the new type.",
    effects: effects.narrowsUntyped,
    newReaders: "refuse the field if an older sender gives it another type",
    instead:
      'Limit the undeclared fields before you declare one, for example by `additionalProperties: { "type": "string" }`. Or waive the finding if no sender uses the name.',
  },
  FIELD_REQUIRED_ADDED: {
    summary: "A required field was added.",
    purpose: "Senders that do not know the field do not send it. A default does not help, because it is not part of the message.",
    effects: effects.requiredFieldAdded,
    oldReaders: "ignore the field if they are tolerant; strict ones refuse the message if the object is closed",
    newReaders: "refuse messages of senders that do not know the field",
    instead: "Make the field optional, and let readers handle its absence. Or publish a new event.",
  },
  FIELD_OPTIONAL_REMOVED: {
    summary: "An optional field was removed.",
    purpose: "No reader could rely on the field. Older senders still send it, and a strict reader of a closed object refuses it.",
    effects: effects.optionalFieldRemoved,
    newReaders: "ignore the field if they are tolerant; strict ones refuse the message if the object is closed",
    instead: "Mark the field deprecated and stop sending it. Remove it when no supported peer sends it.",
  },
  FIELD_REQUIRED_REMOVED: {
    summary: "A required field was removed.",
    purpose: "Readers built before the change require the field.",
    effects: effects.requiredFieldRemoved,
    oldReaders: "refuse messages without the field",
    newReaders: "ignore the field if they are tolerant; strict ones refuse the message if the object is closed",
    instead: "Make the field optional first. Remove it when no supported reader requires it.",
  },
  FIELD_OPTIONAL_RENAMED: {
    summary: "An optional field was replaced by one with another name and the same schema.",
    purpose: "Tolerant readers accept the message, but do not read the value of the renamed field.",
    effects: effects.optionalFieldRenamed,
    oldReaders: "do not read the field; strict ones refuse the message if the object is closed",
    newReaders: "do not read the field of old messages; strict ones refuse the messages if the object is closed",
    instead: "Add the new field beside the old one and send both. Remove the old one later.",
  },
  FIELD_REQUIRED_RENAMED: {
    summary: "A required field was replaced by one with another name and the same schema.",
    purpose: "Each version requires a field that the other does not send.",
    effects: effects.replaces,
    oldReaders: "refuse messages without the field's old name",
    newReaders: "refuse messages without the field's new name",
    instead: "Add the new field as optional beside the old one and send both. Make the old one optional before you remove it.",
  },
  FIELD_BECAME_REQUIRED: {
    summary: "An optional field became required.",
    purpose: "Older senders may leave the field out, and messages in journals may lack it.",
    effects: effects.narrows,
    newReaders: "refuse messages without the field",
    instead: "Let every sender send the field first. Require it when no supported sender leaves it out and no journal in use lacks it.",
  },
  FIELD_BECAME_OPTIONAL: {
    summary: "A required field became optional.",
    purpose: "Readers built before the change require the field.",
    effects: effects.widens,
    oldReaders: "refuse messages without the field",
    instead: "Continue to send the field until no supported reader requires it.",
  },
  OBJECT_CLOSED: {
    summary: "An object that allowed undeclared fields no longer allows them.",
    purpose:
      "Generated code sends undeclared fields only if the schema allows them explicitly. If it did not, only hand-written messages can carry such fields. Strict readers now refuse these messages, and tolerant readers accept them.",
    effects: effects.objectClosed,
    newReaders: "refuse messages with undeclared fields if they are strict",
    instead: "Declare the fields that are in use. Close the object when no sender adds others.",
  },
  OBJECT_OPENED: {
    summary: "An object that allowed no undeclared fields now allows them.",
    purpose: "Strict readers built before the change refuse undeclared fields; tolerant ones ignore them.",
    effects: effects.objectOpened,
    oldReaders: "refuse messages with undeclared fields if they are strict",
    instead: "This is safe if readers are tolerant. Otherwise deploy the readers first.",
  },
} as const satisfies Readonly<Record<string, ChangeRule>>;
