// Own supplements: adding products and amounts, filling in common products, taking them out again.

import { Combobox } from "./combobox.js";
import { offerUndo, onAsked, setAsked } from "./intake_lists.js";

const NUMBERED = ["id", "name", "for", "aria-describedby", "data-problem"];

export function enhanceSupplements(form) {
  const box = form.querySelector("[data-supplements]");
  const supplements = new Supplements(form, box);
  const token = () => form.elements.csrfmiddlewaretoken.value;
  return new Combobox(box.querySelector("[data-combobox]"), token, {
    choose: (result) => supplements.add(result.value, result.contents),
    free: (text) => supplements.add(text, []),
    freeHint: "not a common product: write what the label says",
  });
}

class Supplements {
  constructor(form, box) {
    this.form = form;
    this.products = box.querySelector("[data-products]");
    this.products.querySelectorAll("[data-blank]").forEach((product) => product.remove());
    this.products.querySelectorAll("[data-product]").forEach((product) => this.#enhance(product));
    box.addEventListener("click", (event) => this.#onClick(event));
    box.addEventListener("change", (event) => this.#onChange(event));
    form.addEventListener("axis:answer", ({ detail }) => this.#makeRoom(detail.name));
    onAsked(form, "supplements", () => this.#clear());
  }

  #all() { return [...this.products.children]; }

  #changed() {
    this.products.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #enhance(product) {
    for (const button of product.querySelectorAll("button[hidden]")) button.hidden = false;
    const spare = [...product.querySelectorAll("[data-amount]")].filter((row) => isEmpty(row));
    spare.forEach((row) => row.remove());
    this.#sayContents(product);
  }

  #sayContents(product) {
    product.querySelector("[data-contents-unknown]").hidden = Boolean(product.querySelector("[data-amount]"));
  }

  // A new product with the next free number.
  #newProduct(number) {
    const product = document.getElementById("product-template").content.firstElementChild.cloneNode(true);
    renumber(product, /^supplements\.0\b/, `supplements.${number}`);
    product.dataset.product = number;
    product.querySelector("legend").textContent = `Product ${number}`;
    delete product.dataset.blank;
    this.products.append(product);
    this.#enhance(product);
    return product;
  }

  add(name, contents) {
    const number = Math.max(0, ...this.#all().map((product) => Number(product.dataset.product))) + 1;
    if (number > 99) return;
    const product = this.#newProduct(number);
    product.querySelector("input").value = name;
    for (const content of contents) this.#addAmount(product, content);
    setAsked(this.form, "supplements", "some");
    this.#sayContents(product);
    this.#changed();
    const isOpen = contents.some((content) => !content.amount);
    product.querySelector(isOpen ? "[data-amount] input" : "[data-add-amount]").focus();
  }

  #addAmount(product, { nutrient = "", amount = "", unit = "" } = {}, number = 0) {
    const rows = [...product.querySelectorAll("[data-amount]")];
    const place = number || Math.max(0, ...rows.map((row) => amountNumber(row))) + 1;
    if (place > 99) return null;
    const row = document.getElementById("product-template").content.querySelector("[data-amount]").cloneNode(true);
    renumber(row, /^supplements\.0\.daily\.\d+/, `supplements.${product.dataset.product}.daily.${place}`);
    const [what, unitOf] = row.querySelectorAll("select");
    what.value = nutrient;
    row.querySelector("input").value = amount;
    unitOf.value = unit;
    row.querySelector("button").hidden = false;
    product.querySelector("[data-amounts]").append(row);
    return row;
  }

  #onClick(event) {
    const button = event.target.closest("button");
    const product = button?.closest("[data-product]");
    if (button?.matches("[data-contents]")) {
      event.preventDefault();
      this.add(button.dataset.productName, JSON.parse(button.dataset.contents));
    } else if (button?.matches("[data-add-amount]")) {
      this.#addAmount(product)?.querySelector("select").focus();
      this.#sayContents(product);
    } else if (button?.matches("[data-remove-amount]")) {
      button.closest("[data-amount]").remove();
      this.#sayContents(product);
      this.#changed();
      product.querySelector("[data-add-amount]").focus();
    } else if (button?.matches("[data-remove-product]")) {
      this.#remove([product]);
    }
  }

  #remove(products) {
    const name = products.length === 1 ? products[0].querySelector("input").value || "The product" : `${products.length} products`;
    const state = products.length === this.#all().length ? "" : "some";
    products.forEach((product) => product.remove());
    setAsked(this.form, "supplements", state);
    this.#changed();
    offerUndo(`${name} taken out.`, () => {
      this.products.append(...products);
      setAsked(this.form, "supplements", "some");
      this.#changed();
    });
    (this.products.querySelector("[data-remove-product]") ?? this.form.querySelector("#supplements-search")).focus();
  }

  #clear() {
    const state = this.form.elements["supplements.asked"].value;
    if (!this.#all().length) return;
    this.#remove(this.#all());
    setAsked(this.form, "supplements", state);
  }

  // The unit of a nutrient is known; the person may still choose another.
  #onChange(event) {
    const row = event.target.closest("[data-amount]");
    if (!row || !event.target.name?.endsWith(".nutrient")) return;
    const unit = row.querySelectorAll("select")[1];
    unit.value ||= event.target.selectedOptions[0]?.dataset.unit ?? "";
  }

  // An answer from elsewhere may be for a product or an amount that this page does not show yet.
  #makeRoom(name) {
    const [, number, amount] = /^supplements\.(\d+)\.(?:name|daily\.(\d+)\.)/.exec(name) ?? [];
    if (!number || this.form.elements[name]) return;
    const product = this.#all().find((one) => one.dataset.product === number) ?? this.#newProduct(number);
    if (amount) this.#addAmount(product, {}, Number(amount));
    this.#sayContents(product);
  }
}

const isEmpty = (row) => !row.querySelector("select").value && !row.querySelector("input").value;

const amountNumber = (row) => Number(/daily\.(\d+)/.exec(row.querySelector("input").name)[1]);

function renumber(root, from, to) {
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const attribute of NUMBERED) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.split(" ").map((one) => one.replace(from, to)).join(" "));
    }
  }
}
