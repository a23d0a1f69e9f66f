/** What an analysis may be made of: fields and links of the app's forms, and guesses among them. */
import type { Source } from "@/lib/flow-design/analyses";
import { valueKind } from "@/lib/form-runtime/kinds";
import type { Words } from "./words";

export const NUMBERS = new Set(["number", "money", "percent", "rating", "slider"]);
export const TIMES = new Set(["date", "datetime"]);

interface Option {
  value: string;
  label: string;
}

/** Own fields of a form, of some types, as options. */
export function fieldOptions(
  words: Words,
  form: string | null | undefined,
  fits?: (type: string) => boolean,
): Option[] {
  return words
    .paths(form)
    .filter((entry) => !entry.path.includes(".") && (!fits || fits(valueKind(entry.field))))
    .map((entry) => ({ value: entry.path, label: words.label(entry.labels[0]) || entry.path }));
}

/** Links of a form that lead to one record of what is analysed. */
export function linksTo(words: Words, form: string, subject: string): Option[] {
  return words
    .paths(form)
    .filter((entry) => !entry.path.includes(".") && entry.field.type === "link" && !entry.field.many)
    .filter((entry) => entry.field.type === "link" && entry.field.form === subject)
    .map((entry) => ({ value: entry.path, label: words.label(entry.labels[0]) || entry.path }));
}

/** The rows of a form, as far as they can be guessed: its link, its first date, its first amount. */
export function guessed(words: Words, form: string, subject: string): Source {
  const first = (options: Option[]): string | undefined => options[0]?.value;
  return {
    form,
    subject: first(linksTo(words, form, subject)) ?? subject,
    date: first(fieldOptions(words, form, (type) => TIMES.has(type))) ?? "created_at",
    value: first(fieldOptions(words, form, (type) => NUMBERS.has(type))) ?? null,
  };
}

/** The form whose rows most likely belong to a subject: the first that links to it. */
export function rowsOf(words: Words, subject: string): Source {
  const form =
    words.catalog.forms.find((card) => linksTo(words, card.key, subject).length > 0)?.key ?? subject;
  return guessed(words, form, subject);
}
