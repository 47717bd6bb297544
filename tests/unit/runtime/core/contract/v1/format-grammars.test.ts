import { isIPv4, isIPv6 } from "node:net";
import { expect, test } from "vitest";
import * as contract from "../../../../../../runtime/core/contract/v1/index.js";
import { Random } from "../../../../../fuzz/random.js";

// The grammars of the RFCs, each as one regular expression. The checks of the contract read a text character by character instead.
const encoded = "%[0-9A-Fa-f]{2}";
const plain = "A-Za-z0-9\\-._~!$&'()*+,;=";
const segment = `(?:[${plain}:@]|${encoded})`;
const name = `(?:[${plain}]|${encoded})*`;
const address = `\\[(?:(?<ipv6>[0-9A-Fa-f:.]+)|[vV][0-9A-Fa-f]+\\.[${plain}:]+)\\]`;
const authority = `(?:(?:[${plain}:]|${encoded})*@)?(?:${address}|${name})(?::\\d*)?`;
const later = `(?:/${segment}*)*`;
const tail = `(?:\\?(?:${segment}|[/?])*)?(?:#(?:${segment}|[/?])*)?`;
const hierarchy = `(?://${authority}${later}|/(?:${segment}+${later})?|${segment}+${later}|)`;
const uri = new RegExp(`^[A-Za-z][A-Za-z0-9+.\\-]*:${hierarchy}${tail}$`);
// A reference may have a colon in its first segment, as for ajv (docs/DECISIONS.md).
const reference = new RegExp(`^${hierarchy}${tail}$`);
const label = "[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?";
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-]+";
const seconds = "\\d+S";
const minutes = `\\d+M(?:${seconds})?`;
const span = `T(?:\\d+H(?:${minutes})?|${minutes}|${seconds})`;
const days = "\\d+D";
const months = `\\d+M(?:${days})?`;
const character = `(?:\\w|${encoded})`;
const variable = `${character}(?:\\.?${character})*(?::[1-9]\\d{0,3}|\\*)?`;
const steps = "(?:/(?:[^~/]|~[01])*)*";

const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const time = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[zZ]|([+-])(\d\d):(\d\d))$/;

function isDay(text: string): boolean {
  const [, year = "", month = "", day = ""] = date.exec(text) ?? [];
  const at = new Date(0);
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return year !== "" && at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
}

/** A leap second is the last one of a day in UTC. */
function isClock(text: string): boolean {
  const [, hour, minute, second, sign, offsetHour = "0", offsetMinute = "0"] = time.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return false;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return false;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === "-" ? -1 : 1);
  const utc = (Number(hour) * 60 + Number(minute) - offset + 2 * 1_440) % 1_440;
  return Number(second) < 60 || utc === 1_439;
}

const matches =
  (pattern: string) =>
  (text: string): boolean =>
    new RegExp(`^(?:${pattern})$`, "u").test(text);
const isAddress = (text: string, pattern: RegExp): boolean => {
  const match = pattern.exec(text);
  return match !== null && (match.groups?.["ipv6"] === undefined || isIPv6(match.groups["ipv6"]));
};

const formats: readonly [format: string, check: (text: string) => boolean, grammar: (text: string) => boolean, texts: readonly string[]][] =
  [
    ["date", contract.isDate, isDay, ["2024-02-29", "2026-12-31", "2100-02-28", "2000-02-29", "0000-04-30"]],
    ["time", contract.isTime, isClock, ["23:59:59Z", "10:20:30.5+05:30", "23:59:60Z", "22:59:60-01:00", "00:59:60+01:00"]],
    [
      "date-time",
      contract.isDateTime,
      (text) => isDay(text.slice(0, 10)) && /^[tT ]$/.test(text.slice(10, 11)) && isClock(text.slice(11)),
      ["2026-02-28T23:59:59Z", "2026-01-31T00:00:00.123456789+23:59", "1998-12-31T23:59:60Z", "1998-12-31t22:59:60-01:00"],
    ],
    [
      "duration",
      contract.isDuration,
      matches(`P(?:\\d+W|${span}|(?:\\d+Y(?:${months})?|${months}|${days})(?:${span})?)`),
      ["P1Y2M3DT4H5M6S", "P3W", "PT36H", "P1D", "PT1M", "P2MT3S"],
    ],
    ["uuid", contract.isUuid, matches("[\\dA-Fa-f]{8}(?:-[\\dA-Fa-f]{4}){3}-[\\dA-Fa-f]{12}"), ["019ab4c2-8a10-7000-8000-00000000AFaf"]],
    [
      "uri",
      contract.isUri,
      (text) => isAddress(text, uri),
      ["https://user@example.com:80/p/(x);y=1?q=/?#f/?", "https://[::1]:80/", "urn:a:b%41", "x://[v1.a]/", "z://[1:2::192.168.0.1]"],
    ],
    [
      "uri-reference",
      contract.isUriReference,
      (text) => isAddress(text, /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) ? uri : reference),
      ["//h/p?q#f", "../a/b", "a:b", "?q", "", "//[::]"],
    ],
    ["email", contract.isEmail, matches(`${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}`), ["a.b+c_d-e@example.com", "!#$@x-y.com"]],
    ["hostname", contract.isHostname, matches(`${label}(?:\\.${label})*`), ["a-b.example.com", "x", "1a.2b", "xn--a"]],
    ["ipv4", contract.isIpv4, isIPv4, ["192.168.0.1", "255.255.255.255", "0.0.0.0", "10.99.100.249"]],
    [
      "ipv6",
      contract.isIpv6,
      (text) => /^[\dA-Fa-f:.]*$/.test(text) && isIPv6(text),
      ["::", "::1", "1:2:3:4:5:6:7:8", "1::8", "fe80::ABcd", "::ffff:192.168.0.1", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7::"],
    ],
    ["json-pointer", contract.isJsonPointer, matches(steps), ["/a~0~1/b", "", "/"]],
    ["relative-json-pointer", contract.isRelativeJsonPointer, matches(`(?:0|[1-9]\\d*)(?:#|${steps})`), ["0", "12/a~0", "1#"]],
    [
      "uri-template",
      contract.isUriTemplate,
      matches(`(?:[^\\x00-\\x20\\x7f"%<>\\\\^\`{|}]|${encoded}|\\{[+#./;?&=,!@|]?${variable}(?:,${variable})*\\})*`),
      ["http://x/{+a,b*}/{?q:3}", "a{b}", "{a.b%41:9999}"],
    ],
  ];

const inserted = Array.from("/09:;@AFGZ[\\]^_`afgz{|}~ !#$%&'()*+,-.<=>?1235678TWYMDHS\n\x7fé");

/** Changes, inserts or removes up to three characters. */
function edited(random: Random, texts: readonly string[]): string {
  let text = random.pick(texts);
  for (let edits = random.below(4); edits > 0; edits--) {
    const at = random.below(text.length + 1);
    const end = at + random.below(2);
    text = text.slice(0, at) + (random.chance(0.7) ? random.pick(inserted) : "") + text.slice(end);
  }
  return text;
}

test.each(formats)("%s accepts what its grammar accepts, and nothing else", (_format, check, grammar, texts) => {
  const random = new Random(7);
  const all = random.list(8_000, () => edited(random, texts));
  expect(all.filter((text) => check(text) !== grammar(text)).map((text) => [text, check(text)])).toEqual([]);
  expect(new Set(all.map(check)).size).toBe(2);
});
