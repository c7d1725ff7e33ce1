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
        link: "var(--link)",
        bad: "var(--bad)",
      },
      borderRadius: { card: "var(--radius-card)", field: "var(--radius)" },
      fontFamily: {
        display: ["var(--font-display)"],
        digits: ["ui-monospace", "'SF Mono'", "'Cascadia Mono'", "'Roboto Mono'", "monospace"],
      },
    },
  },
};
