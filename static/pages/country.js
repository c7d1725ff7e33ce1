// The country control of the phone page. Without scripts it is a native select;
// here it becomes a combobox (ARIA 1.2, "editable combobox with list
// autocomplete") over that select, which stays the form's value: what browsers
// fill in lands there, and what is chosen here is chosen there (P6).
import { codeOf, fit, nameOf } from "./countries.js";
import "./number.js";

const make = (tag, attributes, ...children) => {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  e.append(...children);
  return e;
};

class Combobox {
  constructor(select) {
    this.select = select;
    this.choices = [...select.options].map((option) => {
      return { option, iso: option.value, code: codeOf(option), name: nameOf(option) };
    });
    this.active = -1; // place of the marked country among those shown
    this.build();
    this.show();
  }

  build() {
    const { select } = this;
    this.input = make("input", {
      id: "country-search", type: "text", class: select.className, role: "combobox", autocomplete: "off", autocapitalize: "off",
      spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "country-list",
    });
    this.list = make("ul", { id: "country-list", role: "listbox", class: "combo-list", hidden: "" });
    this.none = make("p", { role: "status", class: "combo-none" });
    const label = document.querySelector(`label[for="${select.id}"]`);
    label.htmlFor = this.input.id;
    this.list.setAttribute("aria-label", label.textContent);
    select.className = "combo-native";
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    select.after(make("div", { class: "combo" }, this.input, this.list, this.none));
    select.addEventListener("change", () => this.show());
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.isOpen || this.open(""));
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("blur", () => this.leave());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const place = this.shown.findIndex((c) => c.item === event.target.closest("[role=option]"));
      if (place >= 0) this.choose(this.shown[place]);
    });
  }

  get isOpen() {
    return this.input.getAttribute("aria-expanded") === "true";
  }

  get chosen() {
    return this.choices.find((c) => c.option.selected);
  }

  // The field says what is chosen.
  show() {
    if (this.chosen) this.input.value = this.chosen.option.text;
    this.close();
  }

  open(asked) {
    this.asked = asked.trim();
    const fits = this.choices.map((choice) => ({ choice, fit: this.asked ? fit(choice, this.asked) : 0 }));
    this.shown = fits.filter((f) => f.fit < Infinity).sort((a, b) => a.fit - b.fit).map((f) => f.choice);
    for (const choice of this.shown) choice.item = choice.item ?? itemOf(choice);
    this.list.replaceChildren(...this.shown.map((c) => c.item));
    this.list.hidden = this.shown.length === 0;
    this.none.textContent = this.shown.length === 0 ? this.select.dataset.none : "";
    this.input.setAttribute("aria-expanded", String(this.shown.length > 0));
    this.mark(this.asked ? 0 : Math.max(0, this.shown.indexOf(this.chosen)));
  }

  close() {
    this.list.hidden = true;
    this.none.textContent = "";
    this.asked = "";
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  mark(place) {
    this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    this.active = place;
    const item = this.shown?.[place]?.item;
    if (!item) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    item.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  choose(choice) {
    choice.option.selected = true;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    if (document.activeElement === this.input) this.input.select();
  }

  // What was typed counts when it means a country; otherwise the choice stays.
  leave() {
    if (this.isOpen && this.asked && this.shown[this.active]) this.choose(this.shown[this.active]);
    else this.show();
  }

  press(event) {
    const last = (this.shown?.length ?? 0) - 1;
    const moves = {
      ArrowDown: () => Math.min(this.active + 1, last), ArrowUp: () => Math.max(this.active - 1, 0), Home: () => 0, End: () => last,
      PageDown: () => Math.min(this.active + 8, last), PageUp: () => Math.max(this.active - 8, 0),
    };
    if (!this.isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      this.open("");
    } else if (this.isOpen && event.key in moves) {
      this.mark(moves[event.key]());
    } else if (event.key === "Escape" && (this.isOpen || this.asked)) {
      this.show();
    } else if (event.key === "Enter" && (this.isOpen || this.asked)) {
      if (this.shown[this.active]) this.choose(this.shown[this.active]);
    } else {
      return;
    }
    event.preventDefault();
  }
}

const itemOf = (choice) =>
  make("li", { id: "country-" + choice.iso, role: "option", class: "combo-item", "aria-selected": "false" },
    make("span", {}, choice.name), " ", make("span", { class: "combo-code", dir: "ltr" }, choice.code));

let combobox = null;

export const open = () => {
  const select = document.getElementById("country");
  if (select && !select.classList.contains("combo-native")) combobox = new Combobox(select);
};

window.addEventListener("pageshow", () => combobox?.show()); // browsers put form values back late
