/** The state of the page Raid, as its address has it. */

export interface RaidState {
  replication: string;
  t_s: number;
  chosen: string | null;
  /** Classes that are shown; null shows all. */
  classes: string[] | null;
  globe: boolean;
}

export function readState(query: URLSearchParams): RaidState {
  const t = Number(query.get("t") ?? 0), replication = query.get("replication") ?? "";
  return {
    replication: /^(typical|best|worst|\d{1,7})$/.test(replication) ? replication : "worst",
    t_s: Number.isFinite(t) ? Math.max(0, t) : 0,
    chosen: query.get("object"),
    classes: query.has("classes") ? (query.get("classes") as string).split(",").filter(Boolean) : null,
    globe: query.get("view") === "globe",
  };
}
