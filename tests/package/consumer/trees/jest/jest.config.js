module.exports = {
  preset: "ts-jest/presets/js-with-ts",
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  transformIgnorePatterns: ["/node_modules/(?!@dagwire/)"],
};
