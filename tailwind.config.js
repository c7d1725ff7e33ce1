/** The design language: every colour is a variable, so that themes and apps can set it. */
const colours = [
  "ground", "card", "soft", "ink", "muted", "line", "brand", "brand-ink", "brand-line", "link", "bad",
  "panel", "panel-soft", "panel-ink", "accent", "accent-ink",
];

module.exports = {
  content: ["./views/**/*.templ", "./views/looks.go"],
  darkMode: "media",
  theme: {
    extend: {
      colors: {
        ...Object.fromEntries(colours.map((name) => [name, `var(--${name})`])),
        hairline: "color-mix(in srgb, var(--line) 45%, transparent)",
        "soft-hover": "color-mix(in srgb, var(--soft), var(--line) 22%)",
      },
      borderRadius: { field: "var(--radius)", card: "var(--radius-card)", bubble: "var(--radius-bubble)", tight: "0.2rem" },
      borderWidth: { field: "1.5px" },
      fontFamily: {
        body: ["var(--font)"],
        display: ["var(--font-display)"],
        digits: ["ui-monospace", "'SF Mono'", "'Cascadia Mono'", "'Roboto Mono'", "monospace"],
      },
      fontSize: {
        title: ["2rem", { lineHeight: "1.12", letterSpacing: "-0.022em" }],
        figure: "1.35rem",
        field: "1.125rem",
        note: "0.9rem",
        fine: ["0.88rem", "1.45"],
        small: "0.85rem",
        label: ["0.82rem", "1.3"],
      },
      screens: { desk: "60rem" }, // the panel stands beside the page
    },
  },
};
