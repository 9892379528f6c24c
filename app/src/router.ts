/** Addresses of pages. A page's state is its query; a page is loaded when it is first opened. */

import { failure } from "./ui/messages";
import { markPlace } from "./ui/shell";

export interface Visit {
  /** Where the page draws itself. */
  root: HTMLElement;
  /** Parts of the path that the route names. */
  names: Record<string, string>;
  query: URLSearchParams;
  /** Aborted when the user leaves the page. */
  signal: AbortSignal;
}

export type Page = (visit: Visit) => Promise<void> | void;

interface Route {
  path: RegExp;
  title: string;
  load: () => Promise<{ open: Page }>;
}

// Places of later pages: /what-if, /deal, /numbers, /edit.
const ROUTES: Route[] = [
  { path: /^\/$/, title: "Start", load: () => import("./start/page") },
  { path: /^\/reach$/, title: "Reach", load: () => import("./reach/page") },
  { path: /^\/raid(?:\/(?<run>[^/]+))?$/, title: "Raid", load: () => import("./raid/page") },
  { path: /^\/runs$/, title: "Runs and studies", load: () => import("./runs/page") },
  { path: /^\/runs\/compare$/, title: "Compare runs", load: () => import("./runs/compare") },
  { path: /^\/runs\/(?<run>[^/]+)$/, title: "Run", load: () => import("./runs/run") },
  { path: /^\/studies\/(?<study>[^/]+)$/, title: "Study", load: () => import("./studies/page") },
  { path: /^\/jobs$/, title: "Work in progress", load: () => import("./runs/page") },
  { path: /^\/answers\/(?<answer>[a-z-]+)$/, title: "Answer", load: () => import("./start/answer") },
];

let leave = new AbortController();
let openAt: (() => void) | null = null;

export function route(root: HTMLElement): void {
  openAt = () => void show(root);
  window.addEventListener("popstate", openAt);
  document.addEventListener("click", follow);
  openAt();
}

/** Go to another page. */
export function go(address: string): void {
  history.pushState(null, "", address);
  openAt?.();
}

/** Write the page's state into its address, without a new entry in the history. */
export function keep(values: Record<string, string | number | boolean | null | undefined>): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, String(value));
  }
  history.replaceState(null, "", url);
}

function follow(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest("a");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  if (!ROUTES.some((one) => one.path.test(link.pathname))) return;
  event.preventDefault();
  go(link.href);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(`There is no page at ${location.pathname}.`); // no text in UTF-8
  }
}

async function show(root: HTMLElement): Promise<void> {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const plain = location.pathname.replace(/(?<=.)\/+$/, "");
  if (plain !== location.pathname) history.replaceState(null, "", plain + location.search);
  const found = ROUTES.find((one) => one.path.test(location.pathname));
  root.replaceChildren();
  root.removeAttribute("data-ready");
  markPlace(location.pathname);
  document.title = `${found?.title ?? "Not found"} · Skydome`;
  try {
    if (!found) throw new Error(`There is no page at ${location.pathname}.`);
    const names: Record<string, string> = {};
    for (const [name, text] of Object.entries(found.path.exec(location.pathname)?.groups ?? {}))
      if (text) names[name] = decoded(text);
    const page = await found.load();
    if (signal.aborted) return;
    await page.open({ root, names, query: new URLSearchParams(location.search), signal });
    if (!signal.aborted) root.dataset.ready = "yes";
  } catch (error) {
    if (!signal.aborted) {
      root.replaceChildren(failure(error));
      root.dataset.ready = "failed";
    }
  }
}
