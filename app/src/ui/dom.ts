/** Elements without a framework. Texts are set as text, never as HTML. */

type Value = string | number | boolean | null | undefined | EventListener;
export type Child = Node | string | number | null | undefined | false;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, String(value));
  }
  add(element, children);
  return element;
}

export function add(element: Element, children: (Child | Child[])[]): void {
  for (const child of children.flat())
    if (child !== null && child !== undefined && child !== false)
      element.append(child instanceof Node ? child : String(child));
}

/** A labelled control; the label is the control's name for keyboards and screen readers. */
export function field(label: string, control: HTMLElement, note?: string): HTMLLabelElement {
  return h("label", { class: "field" }, h("span", {}, label), control, note ? h("small", {}, note) : null);
}

export interface Option {
  value: string;
  text: string;
}

export function select(options: Option[], value: string, changed: (value: string) => void): HTMLSelectElement {
  const made = h("select", {}, options.map((one) => h("option", { value: one.value }, one.text)));
  made.value = value;
  made.addEventListener("change", () => changed(made.value));
  return made;
}

export function button(text: string, pressed: () => void, kind = ""): HTMLButtonElement {
  return h("button", { type: "button", class: kind, onclick: () => pressed() }, text);
}
