import { readdirSync } from "node:fs";
import { defineConfig } from "oxlint";

/** app > features/* > ui, lib: a feature knows neither another feature nor the app. */
const features = readdirSync(new URL("./src/features", import.meta.url));
const tabs = { name: "antd", importNames: ["Tabs"], message: "@/ui/tabs keeps its list free of buttons." };
const never = (group: string[], message: string, paths = [tabs]) => ({
  "no-restricted-imports": ["error", { paths, patterns: [{ group, message }] }] as const,
});

const featureRules = features.map((name) => ({
  files: [`src/features/${name}/**/*.{ts,tsx}`],
  rules: never(
    ["@/app/*", "@/features/*", `!@/features/${name}`, `!@/features/${name}/**`],
    "A feature imports only itself, @/ui and @/lib.",
  ),
}));

/** Handlers by which something is meant to be used; an image that loads or fails is not. */
const handlers = ["onClick", "onMouseDown", "onMouseUp", "onKeyPress", "onKeyDown", "onKeyUp"];

export default defineConfig({
  plugins: ["typescript", "jsx-a11y", "react"],
  categories: { correctness: "error" },
  env: { builtin: true, browser: true, node: true },
  ignorePatterns: ["dist", "node_modules", "src/lib/api-schema.d.ts"],
  rules: {
    "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    "no-restricted-globals": ["error", "confirm", "alert", "prompt"],
    "no-case-declarations": "error",
    "no-empty": "error",
    "no-fallthrough": "error",
    "no-prototype-builtins": "error",
    "no-regex-spaces": "error",
    "no-unexpected-multiline": "error",
    "no-var": "error",
    "prefer-const": "error",
    "prefer-rest-params": "error",
    "prefer-spread": "error",
    eqeqeq: "error",
    "max-lines": ["error", { max: 250, skipComments: false }],
    "react/rules-of-hooks": "error",
    "react/exhaustive-deps": "error",
    "react/unsupported-syntax": "error",
    "typescript/ban-ts-comment": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-empty-object-type": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-namespace": "error",
    "typescript/no-require-imports": "error",
    "typescript/no-unnecessary-type-constraint": "error",
    "typescript/no-unsafe-function-type": "error",
    "jsx-a11y/no-noninteractive-element-interactions": ["error", { handlers }],
    "jsx-a11y/no-noninteractive-tabindex": ["error", { roles: ["tabpanel"], allowExpressionValues: true }],
    "jsx-a11y/no-static-element-interactions": ["error", { handlers, allowExpressionValues: true }],
    // Focus is moved on purpose when a page or drawer opens; the rule can't tell that from a surprise.
    "jsx-a11y/no-autofocus": "off",
    // Grids, trees and radio cards are made of what can be laid out freely; axe judges their roles in the browser.
    "jsx-a11y/prefer-tag-over-role": "off",
    // Takes empty corner cells of tables for controls.
    "jsx-a11y/control-has-associated-label": "off",
  },
  overrides: [
    { files: ["src/ui/**/*.{ts,tsx}"], rules: never(["@/app/*", "@/features/*"], "ui knows only lib.") },
    { files: ["src/ui/tabs.tsx"], rules: never(["@/app/*", "@/features/*"], "ui knows only lib.", []) },
    {
      files: ["src/lib/**/*.{ts,tsx}"],
      rules: never(["@/app/*", "@/features/*", "@/ui/*"], "lib knows nobody."),
    },
    ...featureRules,
    { files: ["**/*.test.{ts,tsx}", "tests/**"], rules: { "max-lines": "off" } },
  ],
});
