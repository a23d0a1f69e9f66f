import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor, type ESTree } from "vite";
import { describe, expect, it } from "vitest";
import { files, SRC } from "./sources";

/**
 * Every text a person sees stands in both languages, is used, and is not written into the page itself.
 * How texts are named here: `useTranslation("ns")` per component and `t("key")`, or `t("ns:key")`; a key may be a
 * template (`op.${op}`), then every key of that shape counts as used and at least one must exist.
 */
const LOCALES = ["zh-CN", "en"] as const;
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, before = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[before + key, value]] : flat(value, `${before}${key}.`),
  );
}

function texts(locale: string): Map<string, string> {
  const folder = join(SRC, "locales", locale);
  return new Map(
    (readdirSync(folder, { recursive: true }) as string[]).flatMap((file) => {
      if (!file.endsWith(".json")) return [];
      const namespace = file.replace(/\.json$|\/.*$/, "");
      const tree = JSON.parse(readFileSync(join(folder, file), "utf8")) as Tree;
      return flat(tree).map(([key, text]): [string, string] => [`${namespace}:${key}`, text]);
    }),
  );
}

interface Used {
  /** Full key, or a pattern where the key is a template. */
  key: string | RegExp;
  at: string;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The string a text key can be: a literal, a template, or one of two. */
function keysOf(node: ESTree.Node, namespace: string): (string | RegExp)[] {
  const full = (key: string) => (key.includes(":") ? key : `${namespace}:${key}`);
  if (node.type === "Literal") return typeof node.value === "string" ? [full(node.value)] : [];
  if (node.type === "ParenthesizedExpression") return keysOf(node.expression, namespace);
  if (node.type === "ArrayExpression")
    return node.elements.flatMap((one) => (one ? keysOf(one, namespace) : []));
  if (node.type === "ConditionalExpression")
    return [...keysOf(node.consequent, namespace), ...keysOf(node.alternate, namespace)];
  if (node.type === "TemplateLiteral") {
    const [head = "", ...parts] = node.quasis.map((part) => part.value.cooked ?? part.value.raw);
    if (parts.length === 0) return [full(head)];
    return [new RegExp(`^${[full(head), ...parts].map(escape).join("[^:]*")}$`)];
  }
  return [];
}

/** Where a file gets its `t`, in order; of several namespaces the first is the one of bare keys. */
function namespacesOf(source: string): { at: number; name: string }[] {
  const found = source.matchAll(/(?:=\s*useTranslation\(\s*\[?\s*|getFixedT\(null,\s*)"([\w-]+)"/g);
  return [...found].map((match) => ({ at: match.index, name: match[1] ?? "" }));
}

const ASKING = new Set(["t", "exists"]);

const asksForText = (callee: ESTree.Node): boolean =>
  callee.type === "Identifier"
    ? ASKING.has(callee.name)
    : callee.type === "MemberExpression" &&
      callee.property.type === "Identifier" &&
      ASKING.has(callee.property.name);

/** What stands on a key of the keyboard is no speech: `<Kbd>Ctrl</Kbd>`. */
const isKey = ({ openingElement: { name } }: ESTree.JSXElement) =>
  name.type === "JSXIdentifier" && name.name === "Kbd";

const SPOKEN = /^(title|alt|label|placeholder|aria-label|description|text|okText|cancelText)$/;

function scan(path: string): { used: Used[]; written: string[] } {
  const source = readFileSync(path, "utf8");
  const namespaces = namespacesOf(source);
  const chineseAllowed = ALLOWED.some((allowed) => path.endsWith(allowed));
  const used: Used[] = [];
  const written: string[] = [];
  const place = (at: number) => `${path.slice(SRC.length + 1)}:${source.slice(0, at).split("\n").length}`;
  const write = (at: number, text: string) => written.push(`${place(at)} ${text.trim()}`);
  const speaks = (children: ESTree.JSXChild[]) => {
    for (const child of children)
      if (child.type === "JSXText" && /[\p{L}]{2,}/u.test(child.value)) write(child.start, child.value);
  };
  const chinese = (at: number, text: string) => {
    if (!chineseAllowed && /\p{Script=Han}/u.test(text)) write(at, text);
  };
  const { program, errors } = parseSync(path, source);
  expect(errors).toEqual([]);
  new Visitor({
    CallExpression(node) {
      const [asked] = node.arguments;
      if (!asked || !asksForText(node.callee)) return;
      const namespace = namespaces.findLast(({ at }) => at < node.start) ?? namespaces[0];
      const at = place(node.start);
      for (const key of keysOf(asked, namespace?.name ?? "common")) used.push({ key, at });
    },
    JSXElement(node) {
      if (!isKey(node)) speaks(node.children);
    },
    JSXFragment(node) {
      speaks(node.children);
    },
    JSXAttribute({ name, value }) {
      if (name.type !== "JSXIdentifier" || !SPOKEN.test(name.name) || value?.type !== "Literal") return;
      const text = String(value.value);
      if (/\p{L}{2,}/u.test(text) && !/^(https?:|([a-z]+\.)+com$|(Ctrl|Alt|Shift)\+)/.test(text))
        write(value.start, text);
    },
    Literal(node) {
      if (typeof node.value === "string") chinese(node.start, node.value);
    },
    TemplateLiteral(node) {
      for (const part of node.quasis) chinese(part.start, part.value.raw);
    },
  }).visit(program);
  return { used, written };
}

/** Chinese that is data and not speech: the product's own name, characters that mark letters of pinyin,
 * labels written into a new definition in both languages, units and dates as people write them, names of places. */
const ALLOWED = [
  "lib/page-title.ts",
  "lib/pinyin.ts",
  "designer/model/new-field.ts",
  "lib/form-runtime/duration.ts",
  "lib/dates.ts",
  "ui/fields/address.tsx",
  "ui/chart/plotly-look.ts",
];

const found = files(SRC)
  .filter((path) => !path.includes("/lib/formula/"))
  .map(scan);
const used = found.flatMap((file) => file.used);

describe("texts", () => {
  const zh = texts("zh-CN");
  const en = texts("en");
  const base = (map: Map<string, string>) => new Set([...map.keys()].map((key) => key.replace(PLURAL, "")));
  const bases = { zh: base(zh), en: base(en) };

  it("the files of one namespace share no part, so none hides another's texts", () => {
    for (const locale of LOCALES) {
      const folder = join(SRC, "locales", locale);
      const parts = (readdirSync(folder, { recursive: true }) as string[])
        .filter((file) => file.endsWith(".json"))
        .flatMap((file) => {
          const tree = JSON.parse(readFileSync(join(folder, file), "utf8")) as Tree;
          return Object.keys(tree).map((part) => `${file.replace(/\.json$|\/.*$/, "")}:${part}`);
        });
      expect(parts.filter((part, at) => parts.indexOf(part) !== at)).toEqual([]);
    }
  });

  it("stand in both languages under the same keys", () => {
    expect([...bases.zh].filter((key) => !bases.en.has(key))).toEqual([]);
    expect([...bases.en].filter((key) => !bases.zh.has(key))).toEqual([]);
  });

  it("name the same values in both languages", () => {
    const values = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort();
    const differ = [...en].filter(([key, text]) => {
      const other = zh.get(key) ?? zh.get(key.replace(PLURAL, "")) ?? zh.get(key.replace(PLURAL, "_other"));
      return other !== undefined && values(other).join() !== values(text).join();
    });
    expect(differ).toEqual([]);
  });

  it("are never empty", () => {
    expect(LOCALES.flatMap((locale) => [...texts(locale)].filter(([, text]) => text.trim() === ""))).toEqual(
      [],
    );
  });

  it("exist wherever the page asks for one", () => {
    const keys = [...bases.zh];
    const missing = used.filter(({ key }) =>
      typeof key === "string" ? !bases.zh.has(key) : !keys.some((one) => key.test(one)),
    );
    expect(missing.map(({ key, at }) => `${at} ${String(key)}`)).toEqual([]);
  });

  it("are all used", () => {
    const literal = new Set(used.flatMap(({ key }) => (typeof key === "string" ? [key] : [])));
    const patterns = used.flatMap(({ key }) => (typeof key === "string" ? [] : [key]));
    const idle = [...bases.zh].filter(
      (key) => !literal.has(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(idle).toEqual([]);
  });

  it("are not written into components", () => {
    expect(found.flatMap((file) => file.written)).toEqual([]);
  });

  it("of Chinese are Chinese and of English are English", () => {
    const notEnglish = [...en].filter(
      ([key, text]) => /\p{Script=Han}/u.test(text) && key !== "common:language.zh-CN",
    );
    expect(notEnglish).toEqual([]);
  });
});
