/** What a profile begins with, from the links that lead here: a list and a kind of the timeline for each form. */
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import type { HeaderField, Profile, RelatedList, TimelineSource } from "@/lib/profile/types";
import { listFields, standardColumns, titleKey } from "@/lib/records/columns";
import { freeKey } from "./use-profile";
import type { Definitions, Way } from "./paths";

const COLOURS = [
  "blue",
  "green",
  "orange",
  "purple",
  "teal",
  "pink",
  "yellow",
  "red",
  "lime",
  "grey",
] as const;
const COLUMNS = 5;
const PLAIN_TEXT = new Set(["text", "long_text", "rich_text"]);

/** The forms that lead here, with all their ways. */
export function sourcesOf(ways: Way[]): { form: string; paths: string[] }[] {
  const found = new Map<string, string[]>();
  for (const { form, path } of ways) found.set(form, [...(found.get(form) ?? []), path].slice(0, 4));
  return [...found].map(([form, paths]) => ({ form, paths }));
}

export function newList(
  form: string,
  paths: string[],
  definition: FormDefinition,
  taken: string[],
): RelatedList {
  const fields = listFields(definition, (key) => key);
  const columns = standardColumns(definition, fields).slice(0, COLUMNS);
  return {
    key: freeKey(form, taken),
    label: definition.label,
    form,
    paths,
    columns: columns.map(({ field }) => field),
    sort: ["-created_at"],
  };
}

/** When something happened: the first date that isn't a plan for later, else when it was entered. */
export function dateOf(fields: Field[]): string {
  const dates = fields.filter((field) => field.type === "datetime" || field.type === "date");
  const happened =
    dates.find(({ key }) => key === "at" || key.endsWith("_at")) ??
    dates.find(({ key }) => key === "on" || key.endsWith("_on"));
  return happened?.key ?? "created_at";
}

export function newMoment(
  form: string,
  paths: string[],
  definition: FormDefinition,
  taken: string[],
): TimelineSource {
  const title = titleKey(definition);
  const text = definition.fields.find((field) => PLAIN_TEXT.has(field.type) && field.key !== title);
  const states = definition.fields.filter((field) => field.type === "select").slice(0, 2);
  return {
    key: freeKey(form, taken),
    label: definition.label,
    form,
    paths,
    date: dateOf(definition.fields),
    ...(text ? { text: text.key } : {}),
    ...(states.length > 0 ? { fields: states.map(({ key }) => key) } : {}),
    who: "owner",
    color: COLOURS[taken.length % COLOURS.length] ?? "grey",
    ...(definition.icon ? { icon: definition.icon } : {}),
  };
}

export function firstProfile(
  definition: FormDefinition,
  ways: Way[],
  forms: Definitions,
  tab: string,
): Profile {
  const lists: RelatedList[] = [];
  const timeline: TimelineSource[] = [];
  for (const { form, paths } of sourcesOf(ways)) {
    const other = forms.get(form);
    if (!other) continue;
    if (lists.length < 12)
      lists.push(
        newList(
          form,
          paths,
          other,
          lists.map(({ key }) => key),
        ),
      );
    timeline.push(
      newMoment(
        form,
        paths,
        other,
        timeline.map(({ key }) => key),
      ),
    );
  }
  const badges = definition.fields.filter((field) => field.type === "select").slice(0, 4);
  const header: HeaderField[] = [
    ...badges.map(({ key }): HeaderField => ({ field: key, look: "badge" })),
    { field: "owner", look: "line" },
  ];
  return {
    header,
    tabs: lists.length > 0 ? [{ key: "related", label: tab, lists }] : [],
    timeline: timeline.slice(0, 40),
  };
}
