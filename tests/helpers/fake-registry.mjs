// Serves one package like an npm registry, until its parent process ends it: node fake-registry.mjs NAME VERSION TARBALL
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const [name, version, tarball] = process.argv.slice(2);
const contents = readFileSync(tarball);
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname);
  if (path === `/${name}`) {
    const dist = {
      tarball: `http://127.0.0.1:${server.address().port}/tarball.tgz`,
      integrity: `sha512-${createHash("sha512").update(contents).digest("base64")}`,
    };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ name, "dist-tags": { latest: version }, versions: { [version]: { name, version, dist } } }));
  } else if (path === "/tarball.tgz") response.end(contents);
  else {
    response.statusCode = 404;
    response.end("{}");
  }
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
