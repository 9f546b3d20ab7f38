// A text box with a list of suggestions from the server (ARIA APG combobox, list autocomplete with manual selection).
// `choose(result)` is called with the chosen result; `free(text)`, where given, takes words the list does not have.

const AFTER_TYPING = 60;

export class Combobox {
  #timer = 0;
  #request = null;
  #results = [];
  #active = -1;

  constructor(box, token, { choose, free = null, freeHint = "not in our vocabulary" }) {
    this.url = box.dataset.url;
    this.token = token;
    this.choose = choose;
    this.free = free;
    this.freeHint = freeHint;
    this.input = box.querySelector("[role=combobox]");
    this.list = box.querySelector("[role=listbox]");
    this.status = box.querySelector("[data-combobox-status]");
    this.input.addEventListener("input", () => this.#onInput());
    this.input.addEventListener("keydown", (event) => this.#onKey(event));
    this.input.addEventListener("blur", () => this.#onBlur());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#take([...this.list.children].indexOf(event.target.closest("li"))));
    box.hidden = false;
  }

  get #typed() { return this.input.value.trim().replace(/\s+/g, " "); }

  #onInput() {
    clearTimeout(this.#timer);
    this.status.classList.add("visually-hidden");
    if (this.#typed) this.#timer = setTimeout(() => this.#search(), AFTER_TYPING);
    else this.#close();
  }

  async #search() {
    this.#request?.abort();
    this.#request = new AbortController();
    const typed = this.#typed;
    const body = new URLSearchParams({ q: typed });
    const options = { method: "POST", body, headers: { "X-CSRFToken": this.token() }, signal: this.#request.signal };
    try {
      const response = await fetch(this.url, options);
      if (!response.ok) throw new Error(String(response.status));
      this.#show((await response.json()).results, typed);
    } catch (error) {
      if (error.name !== "AbortError") this.#show([], typed, "The search does not answer.");
    }
  }

  #show(results, typed, trouble = "") {
    const isKnown = results.some((one) => one.label.toLowerCase() === typed.toLowerCase());
    this.#results = this.free && !isKnown ? [...results, { isFree: true, label: typed }] : results;
    this.list.replaceChildren(...this.#results.map((one, place) => this.#option(one, place)));
    if (!this.#results.length) this.list.append(this.#nothing(trouble || `Nothing is called “${typed}”.`));
    const count = results.length === 1 ? "1 match" : `${results.length} matches`;
    this.status.textContent = trouble || count;
    this.list.dataset.for = typed;
    this.list.hidden = false;
    this.list.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-expanded", "true");
    // A name that is only spelt alike may be another medicine: it is never the one that Enter takes at once.
    const isSure = results.length ? !results[0].note : this.#results.length > 0;
    this.#activate(isSure ? 0 : -1);
  }

  #option(result, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.append(result.isFree ? `Keep “${result.label}” as typed` : result.label);
    const hint = result.isFree ? this.freeHint : [result.hint, result.note].filter(Boolean).join(" · ");
    if (hint) option.append(Object.assign(document.createElement("span"), { className: "hint", textContent: hint }));
    return option;
  }

  #nothing(words) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-disabled", "true");
    item.textContent = words;
    return item;
  }

  #activate(place) {
    this.#active = place;
    [...this.list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    const option = this.#results[place] && this.list.children[place];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  async #onKey(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "Enter") {
      event.preventDefault();
      await this.#enter();
    } else if (event.key === "Escape" && (isOpen || this.input.value)) {
      event.stopPropagation();
      if (!isOpen) this.input.value = "";
      this.#close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen && this.#typed) await this.#search();
      else this.#step(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  #step(by) {
    const count = this.#results.length;
    if (count) this.#activate((Math.max(this.#active, by > 0 ? -1 : 0) + by + count) % count);
  }

  // Enter pressed before the answer came waits for it, so that the wrong entry is never taken.
  async #enter() {
    clearTimeout(this.#timer);
    if (!this.#typed) return;
    if (this.list.dataset.for !== this.#typed) await this.#search();
    if (this.#active < 0) this.#step(1);
    else this.#take(this.#active);
  }

  #take(place) {
    const result = this.#results[place];
    if (!result) return;
    this.input.value = "";
    this.status.classList.add("visually-hidden");
    this.#close();
    if (result.isFree) this.free(result.label);
    else this.choose(result);
    this.status.textContent = `${result.label} added`;
  }

  // Words that were typed but not added stay, and say so.
  #onBlur() {
    this.#close();
    if (this.hasLeftovers) this.sayLeft();
  }

  get hasLeftovers() { return Boolean(this.#typed); }

  sayLeft() {
    this.status.classList.remove("visually-hidden");
    this.status.textContent = `“${this.#typed}” is not added yet: press Enter in the box, or empty it.`;
  }

  #close() {
    this.#request?.abort();
    clearTimeout(this.#timer);
    this.#results = [];
    this.#active = -1;
    delete this.list.dataset.for;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
