// Times are those of the place where they are read.
import { digitsOf } from "./digits.js";

export const open = () => {
  const ours = document.documentElement.lang;
  // Of the same language the person's own kind: English has two orders of a date.
  const own = navigator.languages.find((tag) => tag.split("-")[0] === ours.split("-")[0]);
  const format = new Intl.DateTimeFormat(own ?? ours, { dateStyle: "long", timeStyle: "short", numberingSystem: "latn" });
  for (const place of document.querySelectorAll("[data-moments]")) {
    const { numerals, texts } = JSON.parse(place.dataset.moments);
    delete place.dataset.moments;
    for (const [text, at] of Object.entries(texts)) {
      place.textContent = place.textContent.replaceAll(text, digitsOf(format.format(at), numerals));
    }
  }
};
