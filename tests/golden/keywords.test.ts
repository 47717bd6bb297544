import { goldenTests } from "./golden-tests.js";

// This protocol has all keywords that a validator checks. It has a file of its own, so that mutants of validators are found early.
goldenTests({ name: "keywords", count: 7 });
