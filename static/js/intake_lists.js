// Lists of the intake: chips or ticks, what can be added by typing, and the three states not asked, none, these.

import { Combobox } from "./combobox.js";
import { controlsOf, linesOf } from "./intake_fields.js";

export function enhanceLists(form) {
  const token = () => form.elements.csrfmiddlewaretoken.value;
  const comboboxes = [];
  for (const box of form.querySelectorAll("[data-list]:not([data-supplements])")) {
    const list = box.querySelector("[data-chips]") ? new ChipList(form, box) : new TickList(form, box);
    const search = box.querySelector("[data-combobox]");
    if (!search) continue;
    const free = box.dataset.list === "medications" ? (text) => list.add({ value: text, label: text, known: false }) : null;
    comboboxes.push(new Combobox(search, token, { choose: (result) => list.add({ ...result, known: true }), free }));
  }
  return comboboxes;
}

const changed = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));

// Sets one of the three states of a list.
export function setAsked(form, name, state) {
  for (const radio of controlsOf(form, `${name}.asked`)) radio.checked = radio.value === state;
}

// Runs when the person chooses a state; "none" and "not asked" take back what is named.
export function onAsked(form, name, clear) {
  for (const radio of controlsOf(form, `${name}.asked`)) {
    radio.addEventListener("change", (event) => { if (event.isTrusted && radio.value !== "some") clear(); });
  }
}

// Offers to put back what "None" took away.
export function offerUndo(words, undo) {
  const notice = Object.assign(document.createElement("p"), { className: "toast", textContent: words });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: "Undo" });
  button.addEventListener("click", () => { undo(); notice.remove(); });
  notice.append(button);
  document.querySelector(".toasts")?.append(notice);
  setTimeout(() => notice.remove(), 10_000);
}

class ChipList {
  constructor(form, box) {
    this.form = form;
    this.name = box.dataset.list;
    this.chips = box.querySelector("[data-chips]");
    this.text = box.querySelector("textarea");
    this.search = box.querySelector("[role=combobox]");
    box.querySelector("[data-without-script]").hidden = true;
    this.chips.addEventListener("click", (event) => this.#onClick(event));
    this.chips.querySelectorAll("[data-remove]").forEach((button) => { button.hidden = false; });
    this.text.value = this.#values().join("\n");
    form.addEventListener("axis:answer", ({ detail }) => { if (detail.name === this.name) this.#showAll(detail); });
    onAsked(form, this.name, () => this.#clear());
  }

  #values() { return [...this.chips.children].map((chip) => chip.dataset.value); }

  #keep() {
    this.text.value = this.#values().join("\n");
    changed(this.text);
  }

  add(entry) {
    setAsked(this.form, this.name, "some");
    if (this.#values().includes(entry.value)) return;
    this.chips.append(this.#chip(entry));
    this.#keep();
  }

  #chip({ value, label, chip_hint: hint = "", known }) {
    const chip = document.getElementById("chip-template").content.firstElementChild.cloneNode(true);
    chip.dataset.value = value;
    chip.classList.toggle("chip-unknown", !known);
    const text = chip.querySelector("span");
    text.textContent = label;
    const note = known ? hint : "not in our vocabulary";
    if (note) text.append(" ", Object.assign(document.createElement("span"), { className: "intake-chip-hint", textContent: note }));
    chip.querySelector("button").setAttribute("aria-label", `Remove ${label}`);
    return chip;
  }

  #onClick(event) {
    const chip = event.target.closest("[data-remove]")?.closest("li");
    if (!chip) return;
    const next = chip.nextElementSibling ?? chip.previousElementSibling;
    chip.remove();
    if (!this.chips.children.length) setAsked(this.form, this.name, "");
    this.#keep();
    (next?.querySelector("button") ?? this.search).focus();
  }

  #clear() {
    const before = [...this.chips.children];
    if (!before.length) return;
    this.chips.replaceChildren();
    this.#keep();
    offerUndo(before.length === 1 ? "1 entry taken out." : `${before.length} entries taken out.`, () => {
      this.chips.replaceChildren(...before);
      setAsked(this.form, this.name, "some");
      this.#keep();
    });
  }

  // Shows an answer that came from elsewhere: chips that are here already are kept, the others come with it.
  #showAll({ value, entries }) {
    const here = new Map([...this.chips.children].map((chip) => [chip.dataset.value, chip]));
    const there = new Map((entries ?? []).map((entry) => [entry.value, entry]));
    const chipOf = (line) => here.get(line) ?? this.#chip(there.get(line) ?? { value: line, label: line, known: true });
    this.chips.replaceChildren(...linesOf(value).map(chipOf));
  }
}

class TickList {
  constructor(form, box) {
    this.form = form;
    this.name = box.dataset.list;
    this.ticks = box.querySelector("[data-ticks]");
    this.ticks.addEventListener("change", () => this.#onTick());
    form.addEventListener("axis:answer", ({ detail }) => {
      if (detail.name === this.name) detail.entries?.forEach((entry) => this.#ensure(entry));
    });
    onAsked(form, this.name, () => this.#clear());
  }

  #boxes() { return [...this.ticks.querySelectorAll("input")]; }

  #onTick() {
    setAsked(this.form, this.name, this.#boxes().some((box) => box.checked) ? "some" : "");
  }

  #ensure({ value, label }) {
    const found = this.#boxes().find((box) => box.value === value);
    if (found) return found;
    const tick = document.getElementById("tick-template").content.firstElementChild.cloneNode(true);
    const box = tick.querySelector("input");
    box.name = this.name;
    box.value = value;
    tick.querySelector("span").textContent = label;
    this.ticks.querySelector(".intake-ticks:last-child").append(tick);
    return box;
  }

  add(entry) {
    const box = this.#ensure(entry);
    box.checked = true;
    changed(box);
  }

  #clear() {
    const before = this.#boxes().filter((box) => box.checked);
    if (!before.length) return;
    before.forEach((box) => { box.checked = false; });
    offerUndo(before.length === 1 ? "1 tick taken out." : `${before.length} ticks taken out.`, () => {
      before.forEach((box) => { box.checked = true; });
      changed(before[0]);
    });
  }
}
