// express has no types, and one test does not justify a dependency on its @types package.
declare module "express" {
  import type { RequestListener } from "node:http";

  type Response = { json(body: unknown): void };
  type Application = RequestListener & { get(path: string, handler: (request: object, response: Response) => void): void };

  export default function express(): Application;
}
