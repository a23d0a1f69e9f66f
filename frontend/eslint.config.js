import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

/** app > features/* > ui, lib: a feature knows neither another feature nor the app. */
const features = readdirSync(new URL("./src/features", import.meta.url));
const never = (patterns, message) => ({
  "@typescript-eslint/no-restricted-imports": ["error", { patterns: [{ group: patterns, message }] }],
});

const featureRules = features.map((name) => ({
  files: [`src/features/${name}/**/*.{ts,tsx}`],
  rules: never(
    ["@/app/*", "@/features/*", `!@/features/${name}`, `!@/features/${name}/**`],
    "A feature imports only itself, @/ui and @/lib.",
  ),
}));

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/lib/api-schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  a11y.flatConfigs.recommended,
  hooks.configs.flat.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      "max-lines": ["error", { max: 250, skipComments: false }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-restricted-globals": ["error", "confirm", "alert", "prompt"],
      eqeqeq: "error",
      // Focus is moved on purpose when a page or drawer opens; the rule can't tell that from a surprise.
      "jsx-a11y/no-autofocus": "off",
    },
  },
  { files: ["src/ui/**/*.{ts,tsx}"], rules: never(["@/app/*", "@/features/*"], "ui knows only lib.") },
  {
    files: ["src/lib/**/*.{ts,tsx}"],
    rules: never(["@/app/*", "@/features/*", "@/ui/*"], "lib knows nobody."),
  },
  ...featureRules,
  { files: ["**/*.test.{ts,tsx}", "tests/**"], rules: { "max-lines": "off" } },
);
