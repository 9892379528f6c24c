/** Requests to the server, typed by its OpenAPI document (schema.ts is generated from it). */

import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

type Ok<Operation> = Operation extends { responses: { 200: { content: { "application/json": infer Body } } } } ? Body : never;
type Gets = { [P in keyof paths]: paths[P] extends { get: infer Operation } ? (Ok<Operation> extends never ? never : P) : never }[keyof paths];
type Posts = { [P in keyof paths]: paths[P] extends { post: object } ? P : never }[keyof paths];
type Answer<P extends Gets> = paths[P] extends { get: infer Operation } ? Ok<Operation> : never;

type Query = Record<string, string | number | null | undefined | string[]>;

/** The server's answer was a refusal or an error; the message is its sentence. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** `path` with its names filled in, and the query. */
export function address(path: string, names: Record<string, string> = {}, query: Query = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ""));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null && one !== undefined && one !== "") search.append(name, String(one));
  return search.size ? `${filled}?${search}` : filled;
}

export async function get<P extends Gets>(
  path: P,
  options: { names?: Record<string, string>; query?: Query; signal?: AbortSignal } = {},
): Promise<Answer<P>> {
  const response = await ask(address(path, options.names, options.query), options.signal ? { signal: options.signal } : {});
  return (await response.json()) as Answer<P>;
}

export async function post<T>(path: Posts, names: Record<string, string>, body: unknown): Promise<T> {
  const response = await ask(address(path, names), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}

async function ask(to: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(to, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "The server does not answer. Is `skydome serve` still running?");
  }
  if (response.ok) return response;
  let detail = `The server answered ${response.status}.`;
  try {
    const body = (await response.json()) as { detail?: unknown };
    if (typeof body.detail === "string") detail = body.detail;
  } catch {
    // not JSON: the status has to do
  }
  throw new ApiError(response.status, detail);
}
