// Saves the changed fields of a form while it is filled in. Nothing is kept in the browser beyond the page itself:
// what could not be sent waits in the form and is sent again until it arrives.

import { answerIn, answersIn, setAnswer } from "./intake_fields.js";

const AFTER_TYPING = 800;
const AFTER_CHOOSING = 250;
const LONGEST_WAIT = 1500;
const ANSWER_WITHIN = 10_000;
const RETRY_AFTER = [1, 2, 4, 8, 15];

export class Autosave extends EventTarget {
  #timer = 0;
  #waitingSince = 0;
  #sending = null;
  #failures = 0;
  #doubtful = new Map(); // Sent without a reply: the server may have kept it.
  #held = new Set(); // Answered differently elsewhere: not sent before the person has chosen.

  constructor(form) {
    super();
    this.form = form;
    this.kept = answersIn(form);
    form.addEventListener("input", () => this.#schedule(AFTER_TYPING));
    form.addEventListener("change", () => this.#schedule(AFTER_CHOOSING));
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", (event) => { if (this.isDirty && !this.isLeaving) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.save(); });
  }

  get changes() {
    const now = answersIn(this.form);
    const names = new Set([...now.keys(), ...this.kept.keys()]);
    const changed = [...names].filter((name) => (now.get(name) ?? "") !== (this.kept.get(name) ?? ""));
    return new Map(changed.map((name) => [name, now.get(name) ?? ""]));
  }

  get isDirty() { return this.changes.size > 0; }

  get hasConflict() { return this.#held.size > 0; }

  // Lets a field go that was held back by a conflict.
  async release(name) {
    this.#held.delete(name);
    if (await this.save()) this.#tell("saved");
  }

  // Sends what changed until nothing is left. True when everything is kept.
  async save() {
    clearTimeout(this.#timer);
    this.#waitingSince = 0;
    while (!this.#sending && this.#toSend().size) {
      this.#sending = this.#send(this.#toSend());
      const went = await this.#sending;
      this.#sending = null;
      if (!went) return false;
    }
    if (this.#sending) {
      await this.#sending;
      return this.save();
    }
    return !this.isDirty;
  }

  #toSend() {
    return new Map([...this.changes].filter(([name]) => !this.#held.has(name)));
  }

  #schedule(delay) {
    this.#waitingSince ||= Date.now();
    clearTimeout(this.#timer);
    const atMost = Math.max(0, this.#waitingSince + LONGEST_WAIT - Date.now());
    this.#timer = setTimeout(() => this.save(), Math.min(delay, atMost));
  }

  async #send(changes) {
    this.#tell("saving");
    let response;
    try {
      response = await this.#post(changes);
      if (response.status === 403 && await this.#renewToken()) response = await this.#post(changes);
    } catch {
      return this.#failed(changes, "no connection");
    }
    if (response.type === "opaqueredirect" || response.status === 403) return this.#failed(changes, "signed out");
    if (response.status === 409) return this.#refused(await response.json());
    if (!response.ok) return this.#failed(changes, "the server did not answer");
    return this.#accepted(await response.json(), changes);
  }

  #post(changes) {
    const body = new URLSearchParams([["version", this.form.elements.version.value], ...changes]);
    const headers = { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, Accept: "application/json" };
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    const options = { method: "POST", body, headers, redirect: "manual", signal };
    return fetch(this.form.dataset.saveUrl, { ...options, keepalive: document.hidden });
  }

  // Signing in again in another tab changes the token; the page has the new one.
  async #renewToken() {
    const page = await fetch(this.form.action, { redirect: "manual" });
    if (!page.ok) return false;
    const token = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (token) this.form.elements.csrfmiddlewaretoken.value = token.value;
    return Boolean(token);
  }

  #failed(changes, reason) {
    changes.forEach((value, name) => this.#doubtful.set(name, value));
    const seconds = RETRY_AFTER[Math.min(this.#failures, RETRY_AFTER.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => this.save(), seconds * 1000);
    this.#tell("failed", { reason, seconds, count: this.changes.size });
    return false;
  }

  #accepted(reply, changes) {
    this.#failures = 0;
    changes.forEach((value, name) => this.kept.set(name, value));
    this.#adopt(reply, new Map([...Object.entries(reply.answers), ...changes]));
    this.#tell("saved", { problems: reply.problems });
    return true;
  }

  #refused(reply) {
    if (reply.frozen) {
      this.#tell("frozen", { address: reply.frozen });
      return false;
    }
    const differing = this.#adopt(reply, new Map(Object.entries(reply.answers)));
    differing.forEach((one) => this.#held.add(one.name));
    if (this.#held.size) this.#tell("conflict", { differing });
    return true;
  }

  // Takes over what others saved, and returns the fields that were changed both here and there.
  #adopt(reply, theirs) {
    const mine = answersIn(this.form);
    const differing = [];
    const taken = [];
    for (const name of new Set([...this.kept.keys(), ...theirs.keys()])) {
      const [here, there, before] = [mine, theirs, this.kept].map((answers) => answers.get(name) ?? "");
      if (there === before || there === here || there === this.#doubtful.get(name)) continue;
      if (here === before) taken.push([name, there]);
      else differing.push({ name, mine: here, theirs: there });
    }
    this.form.elements.version.value = reply.version;
    this.#doubtful.clear();
    this.kept = theirs;
    if (taken.length) this.#take(taken, reply.entries);
    return differing.map((one) => ({ ...one, entries: reply.entries?.[one.name] }));
  }

  #take(answers, entries) {
    const missing = answers.filter(([name, value]) => !this.put(name, value, entries?.[name]));
    this.#tell("taken", { count: answers.length, needsReload: missing.length > 0 });
  }

  // Shows an answer that came from elsewhere. False when the form has no field for it.
  put(name, value, entries) {
    this.form.dispatchEvent(new CustomEvent("axis:answer", { detail: { name, value, entries } }));
    return setAnswer(this.form, name, value) || answerIn(this.form, name) === value;
  }

  #tell(what, detail = {}) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
