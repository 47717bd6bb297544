// express carries no types and its @types package is not worth a dependency for one test.
declare module "express" {
  import type { RequestListener } from "node:http";

  type Response = { json(body: unknown): void };
  type Application = RequestListener & { get(path: string, handler: (request: object, response: Response) => void): void };

  export default function express(): Application;
}
