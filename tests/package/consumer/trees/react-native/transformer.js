const { transformSync } = require("@babel/core");

module.exports.transform = ({ filename, src, plugins }) => {
  const presets = ["module:@react-native/babel-preset"];
  const { ast, metadata } = transformSync(src, { filename, plugins, presets, babelrc: false, configFile: false, ast: true, code: false });
  return { ast, metadata };
};
