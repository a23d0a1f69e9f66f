/** The profile of a form: as it stands in the definition, and as the server tells what one reader may know of it. */
import type { Label } from "../types";

export type Colour =
  | "grey"
  | "blue"
  | "teal"
  | "green"
  | "lime"
  | "yellow"
  | "orange"
  | "red"
  | "pink"
  | "purple";

export interface HeaderField {
  field: string;
  look?: "badge" | "figure" | "line";
  label?: Label | null;
}

/** Records of `form` that lead here over any of `paths` (links, dotted), where `filter` holds. */
export interface Source {
  form: string;
  paths: string[];
  filter?: string | null;
}

export type FigureFn = "count" | "sum" | "avg" | "min" | "max";

export interface Figure extends Source {
  key: string;
  label?: Label;
  fn?: FigureFn;
  field?: string | null;
  color?: Colour | null;
  icon?: string | null;
}

export interface RelatedList extends Source {
  key: string;
  label?: Label;
  columns?: string[];
  sort?: string[];
  add?: boolean;
}

export interface ProfileTab {
  key: string;
  label?: Label;
  icon?: string | null;
  fields?: string[];
  figures?: Figure[];
  lists?: RelatedList[];
}

export interface TimelineSource extends Source {
  key: string;
  label?: Label;
  date: string;
  text?: string | null;
  fields?: string[];
  who?: string | null;
  icon?: string | null;
  color?: Colour | null;
}

export interface Profile {
  header?: HeaderField[];
  figures?: Figure[];
  tabs?: ProfileTab[];
  timeline?: TimelineSource[];
}

export interface ToldFigure {
  key: string;
  label: Label;
  form: string;
  fn: FigureFn;
  field: string | null;
  color: Colour | null;
  icon: string | null;
  value: number | string | null;
  /** It may be known of, but not summed up by this reader. */
  denied: boolean;
}

export interface ToldList {
  key: string;
  label: Label;
  form: string;
  columns: string[];
  sort: string[];
  count: number;
  /** The same records as a filter of the form's own list. */
  filter: string;
  /** The link a new one begins with; null where none may be made. */
  add: string | null;
}

export interface ToldTab {
  key: string;
  label: Label;
  icon: string | null;
  fields: string[];
  figures: ToldFigure[];
  lists: ToldList[];
}

export interface ToldKind {
  key: string;
  label: Label;
  form: string;
  icon: string | null;
  color: Colour | null;
  fields: string[];
  count: number;
}

export interface ToldProfile {
  header: { field: string; look: "badge" | "figure" | "line"; label: Label | null }[];
  figures: ToldFigure[];
  tabs: ToldTab[];
  timeline: { kinds: ToldKind[] } | null;
}

export interface Moment {
  kind: string;
  form: string;
  id: string;
  at: string;
  /** The day, of what happened on a day without a time. */
  day: string | null;
  title: string | null;
  text: string | null;
  who: { id: string; title: string | null } | null;
  values: Record<string, unknown>;
}
