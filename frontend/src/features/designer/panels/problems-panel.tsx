/** What is wrong with the draft; a click leads to the place. */
import { useTranslation } from "react-i18next";
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { ProblemList } from "@/ui/designer/problem-list";
import { useDesigner, type DesignerTab } from "../model/context";
import type { Problem, Selection } from "../model/types";

interface Spot {
  tab: DesignerTab;
  selection: Selection;
  name: string;
}

const TABS: Record<string, DesignerTab> = {
  rules: "rules",
  checks: "checks",
  tests: "tests",
  profile: "profile",
  prints: "prints",
  unique: "settings",
  title: "settings",
  label: "settings",
  key: "settings",
};

/** Where a problem's path leads, in the words of the form. */
function spotOf(definition: FormDefinition, problem: Problem, label: (text: never) => string): Spot {
  const [head, index, ...rest] = problem.path;
  if (head !== "fields" || typeof index !== "number")
    return { tab: TABS[String(head)] ?? "fields", selection: null, name: "" };
  const field = definition.fields[index];
  if (!field) return { tab: "fields", selection: null, name: "" };
  return spotIn(field, rest, label, label(field.label as never) || field.key);
}

/** Further in: a rule or check of a subform, its column, a column of the rows inside its rows. */
function spotIn(
  field: Field,
  [inner, at, ...rest]: Problem["path"],
  label: (text: never) => string,
  name: string,
  subform?: string,
): Spot {
  if (inner === "rules" || inner === "checks") return { tab: inner, selection: null, name };
  const own = field.type === "subform" && inner === "fields" ? field.fields[Number(at)] : undefined;
  const path = subform ? `${subform}.${field.key}` : field.key;
  if (own) return spotIn(own, rest, label, `${name} · ${label(own.label as never) || own.key}`, path);
  return { tab: "fields", selection: { kind: "field", key: field.key, subform }, name };
}

export function ProblemsPanel() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { definition, draft, select, setTab } = useDesigner();
  const { problems } = draft.server;
  const listed = problems.map((problem) => {
    const spot = spotOf(definition, problem, label as (text: never) => string);
    const place = spot.name || t(`tab.${spot.tab}`);
    return { level: problem.level, place, message: label(problem.message), spot };
  });
  return (
    <ProblemList
      problems={listed}
      open={problems.some((problem) => problem.level === "error")}
      onGo={({ spot }) => {
        setTab(spot.tab);
        select(spot.selection);
      }}
    />
  );
}
