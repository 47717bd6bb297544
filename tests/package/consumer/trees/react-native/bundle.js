const { createContext, runInContext } = require("node:vm");
const { loadConfig, runBuild } = require("metro");

async function main() {
  const config = await loadConfig({ cwd: __dirname });
  const resolver = { ...config.resolver, sourceExts: ["ts", "tsx", "js", "jsx", "json"] };
  const transformer = { ...config.transformer, babelTransformerPath: require.resolve("./transformer.js") };
  const { code } = await runBuild({ ...config, resolver, transformer }, { entry: "index.ts", minify: false, dev: false });
  const page = createContext({ console });
  runInContext(code, page);
  console.log(JSON.stringify(page.found));
}

void main();
