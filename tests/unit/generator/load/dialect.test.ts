import { expect, test } from "vitest";
import { schemaOf } from "../../../helpers/schema-of.js";

test.each([
  [{}, "2020-12"],
  [{ asyncapi: "3.0.0" }, "draft-07"],
  [{ openapi: "3.0.3" }, "draft-04"],
  [{ openapi: "3.1.0" }, "2020-12"],
  [{ swagger: "2.0" }, "draft-04"],
  [{ $schema: "http://json-schema.org/draft-06/schema#", asyncapi: "3.0.0" }, "draft-06"],
])("a document of %j is read as %s", (document, dialect) => {
  expect(schemaOf(document).schema.dialect).toBe(dialect);
});
