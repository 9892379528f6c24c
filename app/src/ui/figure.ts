/** A figure: a title that says what it shows, the picture, its files, a note on how to read it. */

import { button, h, type Child } from "./dom";
import { savePng, saveCsv, saveSvg, type Table } from "./download";

export interface Figure {
  title: string;
  /** File name without suffix. */
  name: string;
  note?: Child;
  /** What colours and lines mean, between picture and note. */
  key?: HTMLElement;
  svg: SVGSVGElement;
  table: Table;
}

export function figure(one: Figure): HTMLElement {
  one.svg.setAttribute("role", "img");
  one.svg.setAttribute("aria-label", `${one.title}. Its numbers are in the CSV file.`);
  return h("figure", { class: "chart" },
    h("div", { class: "figure-head" },
      h("h2", {}, one.title),
      files(one.title, [
        ["PNG", () => void savePng(one.name, one.svg)],
        ["SVG", () => saveSvg(one.name, one.svg)],
        ["CSV", () => saveCsv(one.name, one.table)],
      ]),
    ),
    // Wider than a phone: scrolled sideways, also by keyboard.
    h("div", { class: "plate", tabindex: "0", role: "group", "aria-label": one.title }, one.svg),
    one.key,
    one.note ? h("figcaption", {}, one.note) : null,
  );
}

/** Buttons that save files; `of` names for screen readers what they save. */
export function files(of: string, actions: [string, () => void][]): HTMLElement {
  return h("span", { class: "files" }, actions.map(([kind, save]) => {
    const made = button(kind, save, "file");
    made.setAttribute("aria-label", `Save as ${kind}: ${of}`);
    return made;
  }));
}

/** A table of numbers with a CSV file; the first column names the rows. */
export function tableFigure(title: string, name: string, table: Table, shown = table): HTMLElement {
  const numeric = shown.columns.map((_, index) => index > 0 && shown.rows.every((row) => /^([-–\d]|not )/.test(String(row[index] ?? "–"))));
  return h("section", { class: "table-figure" },
    h("div", { class: "figure-head" }, h("h2", {}, title), files(title, [["CSV", () => saveCsv(name, table)]])),
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": title },
      h("table", {},
        h("thead", {}, h("tr", {}, shown.columns.map((text, index) => h("th", { class: numeric[index] ? "num" : "", scope: "col" }, text)))),
        h("tbody", {}, shown.rows.map((row) => h("tr", {}, row.map((value, index) =>
          index ? h("td", { class: numeric[index] ? "num" : "" }, value) : h("th", { scope: "row" }, value))))),
      ),
    ),
  );
}
