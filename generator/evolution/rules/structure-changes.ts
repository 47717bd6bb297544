import type { ChangeRule } from "./change-rule.js";
import { effects } from "./change-rule.js";

/** Changes of lists, unions, conditions and constraints. */
export const structureChanges = {
  LIST_CLOSED: {
    summary: "A list no longer allows items after the declared ones.",
    purpose: "Tolerant readers ignore undeclared fields, not undeclared items. Every reader refuses a list that is too long.",
    effects: effects.narrows,
    newReaders: "refuse longer lists",
    instead: "Stop sending undeclared items first.",
  },
  LIST_OPENED: {
    summary: "A list now allows items after the declared ones.",
    purpose: "Tolerant readers ignore undeclared fields, not undeclared items. Every reader refuses a list that is too long.",
    effects: effects.widens,
    oldReaders: "refuse longer lists",
    instead: "Deploy the readers first. Or use an object, because tolerant readers ignore its undeclared fields.",
  },
  ITEM_ADDED: {
    summary: "A list that allows only its declared items has one more.",
    purpose: "Tolerant readers ignore undeclared fields, not undeclared items. Every reader refuses a list that is too long.",
    effects: effects.widens,
    oldReaders: "refuse longer lists",
    instead: "Deploy the readers first. Or use an object, because tolerant readers ignore its undeclared fields.",
  },
  ITEM_REMOVED: {
    summary: "A list that allows only its declared items has one fewer.",
    purpose: "Older senders still send the longer list, and journals still hold it.",
    effects: effects.removes,
    newReaders: "refuse longer lists",
    instead: "Stop sending the item first.",
  },
  UNION_BRANCH_ADDED: {
    summary: "A union has one more form.",
    purpose: "Readers built before the change have no case for the form, and their validators refuse it.",
    effects: effects.widens,
    oldReaders: "refuse the new form",
    instead: "Deploy the readers first. Or publish a new event, which tolerant readers skip.",
  },
  UNION_BRANCH_REMOVED: {
    summary: "A union has one form fewer.",
    purpose: "Older senders still send the form, and journals still hold it.",
    effects: effects.removes,
    newReaders: "refuse the removed form",
    instead: "Stop sending the form. Remove it when no supported sender sends it and no journal in use holds it.",
  },
  CONDITION_ADDED: {
    summary: "A schema has a new condition: its requirements depend on another value.",
    purpose:
      "Messages that do not satisfy the condition are refused. If an if compares a property with constants, the type is a union, so code that writes may no longer compile. Types do not show other conditions.",
    effects: effects.narrows,
    newReaders: "refuse messages that do not satisfy the condition",
    instead: "Let every sender satisfy the condition first.",
  },
  CONDITION_REMOVED: {
    summary: "A condition was removed.",
    purpose:
      "Readers built before the change still check the condition. If an if compares a property with constants, the type was a union, so code that reads may no longer compile. Types do not show other conditions.",
    effects: effects.widens,
    oldReaders: "refuse messages that do not satisfy the condition",
    instead: "Deploy the readers first.",
  },
  CONDITION_CHANGED: {
    summary: "A condition changed.",
    purpose:
      "The check computes whether one version accepts everything that the other accepts. If neither does, each version refuses messages of the other. If an if compares a property with constants, the type is a union, so code may no longer compile. Types do not show other conditions.",
    effects: effects.replaces,
    oldReaders: "refuse messages that do not satisfy the old condition",
    newReaders: "refuse messages that do not satisfy the new condition",
    instead: "Let every sender satisfy both conditions first.",
  },
  CONSTRAINT_ADDED: {
    summary: "A schema has a new constraint that belongs to no single field.",
    purpose:
      "TypeScript types do not show not, contains, propertyNames and similar keywords. Existing code still compiles, but messages that do not satisfy the constraint are refused.",
    effects: effects.narrowsUntyped,
    newReaders: "refuse messages that do not satisfy the constraint",
    instead: "Let every sender satisfy the constraint first.",
  },
  CONSTRAINT_REMOVED: {
    summary: "A constraint that belongs to no single field was removed.",
    purpose: "Readers built before the change still check the constraint.",
    effects: effects.widensUntyped,
    oldReaders: "refuse messages that do not satisfy the constraint",
    instead: "Deploy the readers first.",
  },
  CONSTRAINT_CHANGED: {
    summary: "A constraint that belongs to no single field changed.",
    purpose:
      "The check computes whether one version accepts everything that the other accepts. If neither does, each version refuses messages of the other.",
    effects: effects.replacesUntyped,
    oldReaders: "refuse messages that do not satisfy the old constraint",
    newReaders: "refuse messages that do not satisfy the new constraint",
    instead: "Let every sender satisfy both constraints first.",
  },
} as const satisfies Readonly<Record<string, ChangeRule>>;
