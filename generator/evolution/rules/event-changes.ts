import type { ChangeRule } from "./change-rule.js";
import { effects } from "./effects.js";

/** Changes of an event as a whole. */
export const eventChanges = {
  EVENT_ADDED: {
    summary: "An event is new.",
    purpose:
      "Readers built before it do not know it. A tolerant reader hands it to onUnknown and goes on; a strict one refuses it. Exhaustive handlers stop compiling, which is their use: they list what is to be done.",
    effects: effects.eventAdded,
    oldReaders: "do not know it: tolerant ones skip it, strict ones refuse it",
    instead:
      "Nothing, where a skipped event does no harm. Otherwise deploy its readers first, or mark it x-must-understand, so that a reader that is too old says so.",
  },
  EVENT_REMOVED: {
    summary: "An event is gone.",
    purpose:
      "Whoever still sends it meets readers that do not know it any more; so do journals that hold it. Handlers and literals of it stop compiling.",
    effects: effects.eventRemoved,
    newReaders: "do not know it any more: tolerant ones skip it, strict ones refuse it",
    instead: "Mark it deprecated, stop sending it, and remove it once no supported peer sends it and no journal in use holds it.",
  },
  EVENT_RENAMED: {
    summary: "An event has another tag and another name.",
    purpose: "On the wire it is one event removed and one added. Neither version knows the other's.",
    effects: effects.eventReplaced,
    oldReaders: "do not know the new tag",
    newReaders: "do not know the old tag",
    instead: "Add the new event beside the old one, send both for a time, and remove the old one later.",
  },
  EVENT_TAG_CHANGED: {
    summary: "The value that tells an event from others is another one.",
    purpose: "The tag is what a dispatcher goes by. Under another one it is another event, whatever its name is.",
    effects: effects.eventReplaced,
    oldReaders: "do not know the new tag",
    newReaders: "do not know the old tag",
    instead: 'Keep the tag. A better name for people goes into the manifest as "name", which is not sent.',
  },
  EVENT_NAME_CHANGED: {
    summary: "An event has another name, and the same tag.",
    purpose: "The name is the key in the handler map. It is not sent, so peers notice nothing; handlers have to be renamed.",
    effects: effects.names,
    instead: "Nothing on the wire. Give the generated package a new major version.",
  },
  EVENT_FOLDED: {
    summary: "An event now stands for several tags, among them those of an event that was its own.",
    purpose: "The same messages are sent and taken. The handler map has fewer keys, so handlers have to be merged.",
    effects: effects.names,
    instead: "Nothing on the wire. Give the generated package a new major version.",
  },
  EVENT_SPLIT: {
    summary: "An event stands for fewer tags than before.",
    purpose: "Where other events stand for the remaining tags, the same messages are sent and taken. Handlers have to be split.",
    effects: effects.names,
    instead: "See that every tag still has an event. Give the generated package a new major version.",
  },
  EVENT_MOVED: {
    summary: "An event's content stands elsewhere in the message.",
    purpose: "A reader looks for it where it was.",
    effects: effects.replaces,
    oldReaders: "do not find its content",
    newReaders: "do not find the content of messages of the version before",
    instead: "Publish a new event with the new envelope, and remove the old one later.",
  },
  MUST_UNDERSTAND_ADDED: {
    summary: "An event must now be understood: a reader that does not know it has to stop.",
    purpose:
      "Readers that know the event notice nothing. One that does not know it says that it is too old, where it skipped the event before.",
    effects: effects.nothing,
    instead: "Nothing, once every supported reader knows the event.",
  },
  MUST_UNDERSTAND_REMOVED: {
    summary: "An event may now be skipped by readers that do not know it.",
    purpose: "Readers that know the event notice nothing. One that does not know it skips it, so what it stands for may be missed.",
    effects: effects.nothing,
    instead: "Make sure that a reader that misses the event shows nothing wrong.",
  },
} as const satisfies Readonly<Record<string, ChangeRule>>;
