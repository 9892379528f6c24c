/** Light or dark: as the system says, unless the user chose. Kept in the browser. */

import { button } from "./dom";

type Theme = "light" | "dark";
const KEY = "skydome-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : null;
  } catch {
    return null; // storage is off: follow the system
  }
}

export function theme(): Theme {
  return (document.documentElement.dataset.theme as Theme | undefined) ?? (system.matches ? "dark" : "light");
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = chosen() ?? (system.matches ? "dark" : "light");
  system.addEventListener("change", () => {
    if (chosen() === null) set(system.matches ? "dark" : "light");
  });
}

function set(next: Theme): void {
  document.documentElement.dataset.theme = next;
  window.dispatchEvent(new Event("skydome-theme"));
}

/** Call `changed` when the colours change, until the page is left. */
export function onTheme(changed: () => void, signal: AbortSignal): void {
  window.addEventListener("skydome-theme", changed, { signal });
}

/** A colour of the present theme, by the name of its custom property. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function themeButton(): HTMLButtonElement {
  const made = button("", () => {
    const next = theme() === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // not kept; still applied
    }
    set(next);
  }, "quiet");
  const label = () => {
    made.textContent = theme() === "dark" ? "Light" : "Dark";
    made.setAttribute("aria-label", `Switch to ${made.textContent.toLowerCase()} colours`);
  };
  label();
  window.addEventListener("skydome-theme", label);
  return made;
}
