export default {
  preset: "ts-jest/presets/default-esm",
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
};
