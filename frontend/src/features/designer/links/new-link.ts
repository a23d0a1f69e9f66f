/** What a new link says: every field that strangers may fill in, for anyone, until it is closed. */
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import type { FormLink, LinkBody, LinkField, LinkSettings } from "@/lib/public-form/links";

/** Types that show the company's people, or are read from other records. */
const NEVER = new Set(["member", "department", "series", "formula", "lookup", "rollup", "button"]);
const PEOPLE = new Set(["member", "department"]);

export const isAskable = (field: Field): boolean => !NEVER.has(field.type);
/** A formula may be shown; people and what comes from other records may not. */
export const isShowable = (field: Field): boolean => isAskable(field) || field.type === "formula";

/** People are shown to no stranger; rows inside rows are asked for with all that is in them. */
export const isAskedColumn = (column: Field): boolean =>
  column.type === "subform" ? column.fields.every(isAskedColumn) : !PEOPLE.has(column.type);

export function linkField(field: Field): LinkField {
  const columns =
    field.type === "subform" && !field.fields.every(isAskedColumn)
      ? field.fields.filter(isAskedColumn).map((column) => column.key)
      : null;
  return { field: field.key, mode: "ask", required: false, columns };
}

function newSettings(definition: FormDefinition, timezone: string, owner: string): LinkSettings {
  const fields = definition.fields.filter((field) => isAskable(field) && !field.hidden);
  const links = fields.filter((field) => field.type === "link");
  return {
    title: "",
    intro: "",
    // Linked records are other people's data: a link offers them only when somebody says so.
    fields: fields.filter((field) => field.type !== "link" || field.required).map(linkField),
    choices: Object.fromEntries(
      links
        .filter((field) => field.required)
        .map((field) => [field.key, { filter: null, ids: null, title: null }]),
    ),
    pages: [],
    channels: [],
    who: "anyone",
    once: false,
    opens_at: null,
    closes_at: null,
    quota: null,
    edit_days: 0,
    drafts: false,
    owner,
    timezone,
    frames: [],
    theme: { color: null, background: null, logo: null, cover: null },
    thanks: { title: "", text: "", button: "", url: "" },
    closed_text: "",
    signals: null,
  };
}

export const newBody = (
  definition: FormDefinition,
  label: string,
  timezone: string,
  owner: string,
): LinkBody => ({
  label,
  active: true,
  password: null,
  settings: newSettings(definition, timezone, owner),
});

export const bodyOf = ({ label, active, settings }: FormLink): LinkBody => ({
  label,
  active,
  password: null,
  settings,
});

/** The body without what no longer fits: choices and pages of fields that were taken off. */
export function tidied(body: LinkBody): LinkBody {
  const on = new Set(body.settings.fields.map((each) => each.field));
  const shown = new Set(
    body.settings.fields.filter((each) => each.mode !== "hidden").map((each) => each.field),
  );
  const choices = Object.fromEntries(
    Object.entries(body.settings.choices).filter(([place]) => on.has(place.split(".")[0] ?? "")),
  );
  const pages = body.settings.pages
    .map((page) => ({ ...page, fields: page.fields.filter((key) => shown.has(key)) }))
    .filter((page) => page.fields.length > 0);
  return { ...body, settings: { ...body.settings, choices, pages } };
}
