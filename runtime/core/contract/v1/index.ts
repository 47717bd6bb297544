export type {
  EventDescriptor,
  EventOf,
  EventSet,
  Guard,
  Issue,
  OutOfBandTags,
  ReadResult,
  StandardResult,
  StandardSchema,
} from "./contract.js";
export { equals, hasUniqueItems } from "./equality.js";
export { byProperty, byTags, type Dispatch, type EventOptions, type EventSetOptions, type NamedEvent } from "./dispatch.js";
export { createEventSet } from "./event-set.js";
export type { OtherValue } from "./other-value.js";
export type { Protocol, ProtocolPeer, ProtocolTypes, StatefulProtocol } from "./protocol.js";
export {
  explainContains,
  explainItems,
  explainMaxItems,
  explainMinItems,
  explainPrefixItems,
  explainUniqueItems,
} from "./explain/arrays.js";
export { explainAllOf, explainConditional, explainNot } from "./explain/combinations.js";
export type { Formats, KeywordCheck, KeywordChecks } from "./explain/context.js";
export { createExplain, type Explain } from "./explain/explain.js";
export {
  explainAdditionalProperties,
  explainDependentRequired,
  explainDependentSchemas,
  explainMaxProperties,
  explainMinProperties,
  explainOptional,
  explainPatternProperties,
  explainPresent,
  explainPropertyNames,
  explainRequired,
} from "./explain/objects.js";
export type { Rule, RuleKeywords, RuleMap } from "./explain/rule.js";
export {
  explainEquals,
  explainExclusiveMaximum,
  explainExclusiveMinimum,
  explainFormat,
  explainMaximum,
  explainMaxLength,
  explainMinimum,
  explainMinLength,
  explainMultipleOf,
  explainPattern,
} from "./explain/scalars.js";
export { explainUnevaluatedItems, explainUnevaluatedProperties } from "./explain/unevaluated.js";
export { explainAnyOf, explainOneOf } from "./explain/unions.js";
export { isByte } from "./formats/byte.js";
export { isDate, isDateTime, isTime } from "./formats/date-time.js";
export { isDuration } from "./formats/duration.js";
export { isEmail } from "./formats/email.js";
export { isHostname } from "./formats/hostname.js";
export { isIpv4, isIpv6 } from "./formats/ip.js";
export { isJsonPointer, isRelativeJsonPointer } from "./formats/json-pointer.js";
export { isRegex } from "./formats/regex.js";
export { isUri, isUriReference } from "./formats/uri.js";
export { isUriTemplate } from "./formats/uri-template.js";
export { isUuid } from "./formats/uuid.js";
export { isMultipleOf } from "./multiple-of.js";
export { countKeys, hasMoreKeys, hasOwnProto, isRecord, memberOf, own } from "./records.js";
export { conflateEvents, conflationKeyOf, type ConflationRules, joinEvents } from "./state/conflate-events.js";
export { cutCharacterIn } from "./state/cut-character.js";
export { extendText, type GrowingText, type TextUnit } from "./state/extend-text.js";
export { omit, pick, valueAt } from "./state/members.js";
export { type StateChange, StateDraft } from "./state/state-draft.js";
export type { StateReducer, StateSteps } from "./state/state-reducer.js";
export type { StateTarget } from "./state/state-target.js";
export { type TextRunPiece, withTextRuns } from "./state/text-runs.js";
export { isLongerThan, isShorterThan } from "./text-length.js";
export { unexpected, unreachable } from "./unreachable.js";
