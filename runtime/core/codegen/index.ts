export type {
  EventDescriptor,
  EventSet,
  Guard,
  Issue,
  OutOfBandTags,
  ReadResult,
  StandardResult,
  StandardSchema,
} from "./contract.js";
export { equals, hasUniqueItems } from "./equality.js";
export { createEventSet, type EventSetOptions } from "./event-set.js";
export { explain } from "./explain/explain.js";
export type { Rule, RuleKeywords, Rules, TypeName } from "./explain/rule.js";
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
export { isLongerThan, isShorterThan } from "./text-length.js";
export { unreachable } from "./unreachable.js";
