/**
 * The options of a cascade as an outline that people write and paste: one option a line, two blanks (or a tab) deeper
 * per level. An option that is still called the same in the same place keeps its value, colour and retirement.
 */
import type { CascadeOption } from "@/lib/form-runtime/definition";
import type { Locale } from "@/lib/types";
import { labelText } from "@/lib/locale";
import { valueFor } from "./options";

const INDENT = "  ";

export function outlineOf(options: CascadeOption[], locale: Locale, depth = 0): string {
  return options
    .flatMap((option) => [
      INDENT.repeat(depth) + (labelText(option.label, locale) || option.value),
      ...(option.children?.length ? [outlineOf(option.children, locale, depth + 1)] : []),
    ])
    .join("\n");
}

interface Line {
  depth: number;
  name: string;
}

function linesOf(outline: string): Line[] {
  const lines: Line[] = [];
  for (const raw of outline.split("\n")) {
    const name = raw.trim();
    if (!name) continue;
    const space = raw.slice(0, raw.length - raw.trimStart().length).replaceAll("\t", INDENT);
    const depth = Math.floor(space.length / INDENT.length);
    // Nobody stands deeper than one below the line above.
    lines.push({ depth: Math.min(depth, (lines.at(-1)?.depth ?? -1) + 1), name });
  }
  return lines;
}

function grown(lines: Line[], before: CascadeOption[], locale: Locale): CascadeOption[] {
  const options: CascadeOption[] = [];
  const [{ depth = 0 } = {}] = lines;
  for (let at = 0; at < lines.length;) {
    const { name } = lines[at]!;
    const next = lines.findIndex((line, place) => place > at && line.depth <= depth);
    const below = lines.slice(at + 1, next < 0 ? undefined : next);
    const old = before.find((option) => (labelText(option.label, locale) || option.value) === name);
    const kept: CascadeOption = old ?? {
      value: valueFor(name.replaceAll("/", "／"), [...before, ...options]),
      label: name,
    };
    const children = grown(below, old?.children ?? [], locale);
    const { children: _gone, ...own } = kept;
    if (!options.some((option) => option.value === kept.value))
      options.push(children.length ? { ...own, children } : own);
    at = next < 0 ? lines.length : next;
  }
  return options;
}

export const treeOf = (outline: string, before: CascadeOption[], locale: Locale): CascadeOption[] =>
  grown(linesOf(outline), before, locale);

export const countOptions = (options: CascadeOption[]): number =>
  options.reduce((total, option) => total + 1 + countOptions(option.children ?? []), 0);
