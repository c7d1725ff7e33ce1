// The country control of the phone page. Without scripts it is a native select;
// here it becomes a combobox (ARIA 1.2, "editable combobox with list
// autocomplete") over that select, which stays the form's value: what browsers
// fill in lands there, and what is chosen here is chosen there (P6).
(() => {
  "use strict";

  const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xff10];

  // Digits of all scripts as 0-9. pages.js reads codes with it.
  const plain = (text) =>
    text.replace(/\p{Nd}/gu, (d) => {
      const point = d.codePointAt(0);
      const zero = zeros.find((z) => point >= z && point <= z + 9);
      return zero === undefined ? d : String(point - zero);
    });
  window.plainDigits = plain;

  // An option is a name and a calling code, "Germany (+49)", perhaps with marks
  // of direction around the code.
  const codeOf = (option) => option.text.slice(option.text.lastIndexOf("(")).replace(/[^+0-9]/g, "");
  const nameOf = (option) => option.text.slice(0, option.text.lastIndexOf("(")).trim();

  // --- What a country is called ----------------------------------------------

  // The first language of a country is known to the browser; these are others
  // that many there use, and names that no language's list has.
  const spoken = {
    AF: ["ps"], BE: ["fr", "de"], CA: ["fr"], CH: ["fr", "it", "rm"], CM: ["en"], CY: ["tr"], FI: ["sv"], HK: ["en"], IE: ["ga"],
    IL: ["ar"], IN: ["en", "ta", "te", "bn", "mr", "gu", "kn", "ml", "pa", "ur"], IQ: ["ku"], KE: ["en"], KZ: ["ru"], LK: ["ta"],
    LU: ["de", "lb"], MA: ["fr"], MY: ["zh", "ta"], NZ: ["mi"], PH: ["en"], PK: ["en"], SG: ["zh", "ms", "ta"], TZ: ["en"],
    UA: ["ru"], ZA: ["af", "zu", "xh"], ES: ["ca", "eu", "gl"], GB: ["cy", "gd"],
  };
  const alsoCalled = {
    AE: ["UAE", "Emirates"], BA: ["Bosnia"], CD: ["DRC", "Zaire"], CI: ["Ivory Coast"], CZ: ["Czech Republic"],
    GB: ["UK", "Great Britain", "England", "Scotland", "Wales"], KP: ["DPRK"], KR: ["ROK"], MK: ["Macedonia"], MM: ["Burma"],
    NL: ["Holland"], SZ: ["Swaziland"], US: ["USA", "America"], VA: ["Holy See"],
  };

  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’'`]/g, "").replace(/[-.,()&\s]+/g, " ").trim();

  const namers = new Map();
  const nameIn = (language, iso) => {
    try {
      if (!namers.has(language)) namers.set(language, new Intl.DisplayNames([language], { type: "region", fallback: "none" }));
      return namers.get(language).of(iso) ?? "";
    } catch {
      return ""; // an older browser: the page's own names are left
    }
  };
  const firstLanguage = (iso) => {
    try {
      return [new Intl.Locale("und-" + iso).maximize().language];
    } catch {
      return [];
    }
  };

  const namesOf = (choice) => {
    const languages = ["en", ...firstLanguage(choice.iso), ...(spoken[choice.iso] ?? [])];
    const others = alsoCalled[choice.iso] ?? [];
    const names = [choice.name, ...languages.map((l) => nameIn(l, choice.iso)), ...others];
    return [...new Set(names.map(fold))].filter(Boolean);
  };

  // How well a country fits what is searched; the least is best, Infinity is not
  // at all. Digits are a calling code, letters an ISO code or a name.
  const fit = (choice, asked) => {
    const digits = plain(asked).replace(/[^0-9]/g, "").replace(/^00/, "");
    const letters = fold(asked.replace(/[\p{Nd}+]/gu, ""));
    if (!letters) return fitCode(choice, digits);
    if (choice.iso.toLowerCase() === letters) return 0;
    choice.names = choice.names ?? namesOf(choice);
    return Math.min(...choice.names.map((name) => {
      if (name === letters) return 0;
      if (name.startsWith(letters)) return 1;
      if (name.includes(" " + letters)) return 2;
      return name.includes(letters) ? 3 : Infinity;
    }));
  };

  const fitCode = (choice, digits) => {
    const code = choice.code.slice(1);
    if (code === digits) return main[choice.code] === choice.iso ? 0 : 1;
    if (code.startsWith(digits)) return 2;
    return digits.startsWith(code) ? 3 : Infinity;
  };

  // Codes that countries share belong to the largest of them, until the number
  // itself tells the server more.
  const main = { "+1": "US", "+7": "RU", "+44": "GB", "+39": "IT", "+47": "NO", "+358": "FI", "+61": "AU", "+212": "MA", "+262": "RE", "+590": "GP", "+599": "CW" };

  // --- The combobox ----------------------------------------------------------

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

  // --- The number beside it --------------------------------------------------

  // A pasted or filled-in number that begins with "+" chooses the country where
  // the code belongs to one; what was typed stays as it is (P4, P5). A way out such
  // as "00" or "0011" is left to the server, which knows those of all countries.
  const countryOf = (field) => {
    const select = document.getElementById("country");
    const digits = plain(field.value).replace(/[^0-9+]/g, "");
    if (!select || !/^\+[1-9]/.test(digits)) return;
    const fits = [...select.options].filter((o) => digits.startsWith(codeOf(o)));
    const longest = Math.max(0, ...fits.map((o) => codeOf(o).length));
    const best = fits.filter((o) => codeOf(o).length === longest);
    const option = best.length === 1 ? best[0] : best.find((o) => o.value === main[codeOf(o)]);
    if (!option || best.some((o) => o.selected)) return;
    option.selected = true;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("input", (event) => {
    if (event.target.id === "phone" && event.inputType !== "insertText") countryOf(event.target);
  });

  // The example below the number is of the chosen country. The others come with
  // the first change; without them, the first example stays.
  let examples = null;
  const showExample = async (select) => {
    const hint = document.getElementById("phone-hint");
    if (!hint || !select.dataset.examples) return;
    try {
      examples = examples ?? await (await fetch(select.dataset.examples)).json();
    } catch {
      return;
    }
    const [national, whole] = examples[select.value] ?? [];
    if (national) hint.textContent = select.dataset.hint.replace("{national}", national).replace("{whole}", whole);
  };

  document.addEventListener("change", (event) => {
    if (event.target.id === "phone") countryOf(event.target);
    if (event.target.id === "country") showExample(event.target);
  });

  // --- Beginning, here and after each swap -----------------------------------

  let combobox = null;
  const open = () => {
    const select = document.getElementById("country");
    if (select && !select.classList.contains("combo-native")) combobox = new Combobox(select);
  };
  document.addEventListener("htmx:afterSettle", open);
  window.addEventListener("pageshow", () => combobox?.show()); // browsers put form values back late
  open();
})();
