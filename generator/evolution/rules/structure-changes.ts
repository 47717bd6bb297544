import type { ChangeRule } from "./change-rule.js";
import { effects } from "./effects.js";

/** Changes of lists, unions, and of what depends on other values. */
export const structureChanges = {
  LIST_CLOSED: {
    summary: "A list takes no items after those that are declared.",
    purpose: "Tolerance is about fields; a list that is too long is refused by every reader.",
    effects: effects.narrows,
    newReaders: "refuse longer lists",
    instead: "Stop sending further items first.",
  },
  LIST_OPENED: {
    summary: "A list takes items after those that are declared.",
    purpose: "Tolerance is about fields; a list that is too long is refused by every reader.",
    effects: effects.widens,
    oldReaders: "refuse longer lists",
    instead: "Deploy the readers first; or use an object, whose fields tolerant readers may ignore.",
  },
  ITEM_ADDED: {
    summary: "A list that ends after its declared items has one more.",
    purpose: "Tolerance is about fields; a list that is too long is refused by every reader.",
    effects: effects.widens,
    oldReaders: "refuse longer lists",
    instead: "Deploy the readers first; or use an object, whose fields tolerant readers may ignore.",
  },
  ITEM_REMOVED: {
    summary: "A list that ends after its declared items has one less.",
    purpose: "Senders of the version before, and journals, still carry the longer list.",
    effects: effects.removes,
    newReaders: "refuse longer lists",
    instead: "Stop sending the item first.",
  },
  UNION_BRANCH_ADDED: {
    summary: "A value may have one more form.",
    purpose: "Readers built before it have no case for the form, and their validators refuse it.",
    effects: effects.widens,
    oldReaders: "refuse the new form",
    instead: "Deploy the readers first; or say it in a new event, which tolerant readers skip.",
  },
  UNION_BRANCH_REMOVED: {
    summary: "A value may have one form less.",
    purpose: "Senders of the version before, and journals, still carry the form.",
    effects: effects.removes,
    newReaders: "refuse the form that is gone",
    instead: "Stop sending the form, and remove it once no supported sender and no journal in use has it.",
  },
  CONDITION_ADDED: {
    summary: "What is asked for depends on another value, and did not before.",
    purpose:
      "What if, dependentRequired and dependentSchemas say is beyond types, so code compiles, and messages that do not keep to them are refused.",
    effects: effects.narrowsUntyped,
    newReaders: "refuse messages that do not keep to the condition",
    instead: "Let every sender keep to the condition first.",
  },
  CONDITION_REMOVED: {
    summary: "A condition is gone.",
    purpose: "Readers built before it still ask for what the condition says.",
    effects: effects.widensUntyped,
    oldReaders: "refuse messages that do not keep to the condition",
    instead: "Deploy the readers first.",
  },
  CONDITION_CHANGED: {
    summary: "A condition says something else.",
    purpose: "Whether one takes all that the other takes is computed. Where neither does, each version refuses messages of the other.",
    effects: effects.replacesUntyped,
    oldReaders: "refuse messages that do not keep to the old condition",
    newReaders: "refuse messages that do not keep to the new condition",
    instead: "Let every sender keep to both first.",
  },
  CONSTRAINT_ADDED: {
    summary: "A schema asks for something more that has no place in the message.",
    purpose:
      "What not, contains, propertyNames and the like say is beyond types, so code compiles, and messages that do not keep to them are refused.",
    effects: effects.narrowsUntyped,
    newReaders: "refuse messages that do not keep to it",
    instead: "Let every sender keep to it first.",
  },
  CONSTRAINT_REMOVED: {
    summary: "A schema asks for something less that has no place in the message.",
    purpose: "Readers built before it still ask for it.",
    effects: effects.widensUntyped,
    oldReaders: "refuse messages that do not keep to it",
    instead: "Deploy the readers first.",
  },
  CONSTRAINT_CHANGED: {
    summary: "A schema asks for something else that has no place in the message.",
    purpose: "Whether one takes all that the other takes is computed. Where neither does, each version refuses messages of the other.",
    effects: effects.replacesUntyped,
    oldReaders: "refuse messages that do not keep to what they ask for",
    newReaders: "refuse messages that do not keep to what they ask for",
    instead: "Let every sender keep to both first.",
  },
} as const satisfies Readonly<Record<string, ChangeRule>>;
