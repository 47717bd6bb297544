import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apiReference } from "../helpers/api-reference.js";
import { repository } from "../helpers/run-cli.js";

const page = join(repository, "docs/API.md");
const heading = "## Every export\n\n";

test("docs/API.md lists every export of every package; `npm run docs:api` writes the list anew", async () => {
  const text = readFileSync(page, "utf8");
  const start = text.indexOf(heading) + heading.length;
  expect(start).toBeGreaterThan(heading.length);
  const reference = await apiReference();
  if (process.env["UPDATE_API_PAGE"] !== undefined) writeFileSync(page, text.slice(0, start) + reference);
  expect(readFileSync(page, "utf8").slice(start)).toBe(reference);
}, 60_000);
