import { goldenTests } from "./golden-tests.js";
import type { Golden } from "./golden-tests.js";

const cases: readonly Golden[] = [
  { name: "nested-tags", count: 7 },
  { name: "envelope", count: 7 },
  { name: "state", count: 10, react: "stream" },
  { name: "optional-tags", count: 9, warnings: ["EVENT_TAG_OPTIONAL"] },
  { name: "optional-paths", count: 9, warnings: ["EVENT_TAG_OPTIONAL"] },
  { name: "taken-names", count: 11, react: "stream", warnings: ["TYPE_NAME_QUALIFIED"] },
  { name: "equal-types", count: 11, react: "stream" },
  { name: "conditional-fields", count: 9 },
  { name: "open-enum", count: 9 },
];

for (const golden of cases) goldenTests(golden);
