import * as codegen from "@dagwire/runtime/codegen/v1";
import { stringFormat } from "../../schema/format-kinds.js";

/**
 * Facts about a string format that help the prover. The check function of the format alone would only accept or refuse
 * given texts.
 */
export type FormatShape = {
  /** A pattern that every text of the format matches. */
  readonly pattern: string;
  /** True if the pattern matches only texts of the format, so that the pattern can replace the format. */
  readonly exact: boolean;
  /** Other formats that accept every text of this format. */
  readonly within?: readonly string[];
  /**
   * Example texts of the format, which become parts of witnesses. Texts that other validators accept too come first.
   */
  readonly samples: readonly string[];
};

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const base64 = "[A-Za-z0-9+/]";
const day = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
const leapYear = "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
const date = `(?:\\d{4}-${day}|${leapYear}-02-29)`;
const time = "(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
const hex = "[0-9A-Fa-f]";

const shapes: Readonly<Record<string, FormatShape>> = {
  "date-time": {
    pattern: `^${date}[Tt ]${time}$`,
    exact: false,
    samples: ["2024-01-01T00:00:00Z", "1999-12-31T23:59:59.5+01:00", "2024-02-29t10:00:00z"],
  },
  date: { pattern: `^${date}$`, exact: true, samples: ["2024-01-01", "1999-12-31", "2024-02-29"] },
  time: {
    pattern: `^${time}$`,
    exact: false,
    samples: ["00:00:00Z", "23:59:59.5+01:00", "12:30:00z"],
  },
  duration: { pattern: "^P[0-9YMWDTHS]+$", exact: false, samples: ["P1D", "PT1H30M", "P3Y6M4DT12H30M5S", "P2W"] },
  uuid: {
    pattern: `^${hex}{8}-${hex}{4}-${hex}{4}-${hex}{4}-${hex}{12}$`,
    exact: true,
    samples: ["00000000-0000-0000-0000-000000000000", "2EB8AA08-AA98-11EA-B4AA-73B441D16380"],
  },
  uri: {
    pattern: "^[A-Za-z][A-Za-z0-9+.-]*:[!-~]*$",
    exact: false,
    within: ["uri-reference"],
    samples: ["http://a/b", "urn:a:b", "mailto:a@b.c", "https://example.com/a?b=c#d", "a:"],
  },
  "uri-reference": { pattern: "^[!-~]*$", exact: false, samples: ["a", "/a", "#a", "http://a/b", "?q=1", ""] },
  "uri-template": { pattern: "^[^\\u0000-\\u0020]*$", exact: false, samples: ["", "a", "/a/{b}", "http://a/{b}"] },
  email: { pattern: "^[ -~]+@[ -~]+$", exact: false, samples: ["a@b.cd", "first.last@example.com"] },
  hostname: { pattern: "^[A-Za-z0-9.-]{1,253}$", exact: false, samples: ["a", "a.b", "example.com", "xn--4gbwdl.xn--wgbh1c", "a-1.b2"] },
  ipv4: {
    pattern: `^${octet}(?:\\.${octet}){3}$`,
    exact: true,
    within: ["hostname"],
    samples: ["0.0.0.0", "127.0.0.1", "255.255.255.255"],
  },
  ipv6: { pattern: "^[0-9A-Fa-f:.]{2,45}$", exact: false, samples: ["::", "::1", "2001:db8::1", "::ffff:192.168.0.1", "1:2:3:4:5:6:7:8"] },
  regex: { pattern: "", exact: false, samples: ["", "a", "^a+$", "[a-z]"] },
  "json-pointer": { pattern: "^(?:/(?:[^~/]|~[01])*)*$", exact: true, samples: ["", "/", "/a", "/a/0", "/a~1b"] },
  "relative-json-pointer": { pattern: "^(?:0|[1-9]\\d*)(?:#|(?:/(?:[^~/]|~[01])*)*)$", exact: true, samples: ["0", "1/a", "0#"] },
  byte: { pattern: `^(?:${base64}{4})*(?:${base64}{2}==|${base64}{3}=)?$`, exact: true, samples: ["", "YQ==", "YWJj", "YWI="] },
};

/** Returns the facts about a format for strings. */
export function formatShape(name: string): FormatShape {
  return shapes[name] ?? { pattern: "", exact: false, samples: [] };
}

/** The sample texts of all formats. The search for a text that one format refuses tries them. */
export const formatSamples: readonly string[] = [...new Set(Object.values(shapes).flatMap(({ samples }) => samples))];

/** Checks a text with the function that generated validators call for the format. */
export function formatAccepts(name: string, text: string): boolean {
  const check = (codegen as unknown as Readonly<Record<string, (text: string) => boolean>>)[stringFormat(name) ?? ""];
  return check === undefined || check(text);
}
