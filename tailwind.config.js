/** The design language: every colour is a variable, so that themes and apps can set it. */
module.exports = {
  content: ["./views/**/*.templ"],
  darkMode: "media",
  theme: {
    extend: {
      colors: {
        ground: "var(--ground)",
        card: "var(--card)",
        ink: "var(--ink)",
        muted: "var(--muted)",
        line: "var(--line)",
        soft: "var(--soft)",
        brand: "var(--brand)",
        "brand-ink": "var(--brand-ink)",
        bad: "var(--bad)",
        "bad-soft": "var(--bad-soft)",
      },
      borderRadius: { card: "1.5rem", field: "0.875rem" },
      fontFamily: {
        display: ["ui-rounded", "'SF Pro Rounded'", "'Segoe UI Variable Display'", "system-ui", "sans-serif"],
        digits: ["ui-monospace", "'SF Mono'", "'Cascadia Mono'", "'Roboto Mono'", "monospace"],
      },
    },
  },
};
