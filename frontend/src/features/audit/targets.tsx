/** What an act was done to, in words. */
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import { appKey, useApps } from "@/lib/queries/apps";
import { useDirectory } from "@/lib/queries/directory";
import type { App, AuditEntry, Label } from "@/lib/types";

const KINDS = [
  "app",
  "calendar",
  "department",
  "file",
  "flow",
  "form",
  "form_link",
  "group",
  "letter",
  "person",
  "provider",
  "role",
  "session",
  "sign_in",
  "token",
  "webhook",
];
const MOST_NAMES = 100;
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

const partsOf = (target: string): [string, string] => {
  const at = target.indexOf(":");
  return at < 0 ? ["", target] : [target.slice(0, at), target.slice(at + 1)];
};

const MOST_APPS = 10;
/** `crm/opportunity/…`: an app, a part of it, one thing in that. */
const PART = /^([a-z][a-z0-9_]*)\/([a-z][a-z0-9_]*)(\/|$)/;
/** Parts that are no forms, although one may be called like them. */
const OTHER = /^(flow|dashboard|page|print|calendar)\./;
const LISTED = /^(flow|dashboard|page)\.(?!run)/;

/** Names of flows, dashboards and pages: «flow/crm/quote_approval» → «报价审批». */
function usePartNames(entries: AuditEntry[], there: Set<string>) {
  const label = useLabel();
  const wanted = entries.flatMap(({ target, action }) => {
    const [, app = ""] = PART.exec(target ?? "") ?? [];
    const [, kind] = LISTED.exec(action) ?? [];
    return kind && there.has(app) ? [`/apps/${app}/${kind}s`] : [];
  });
  const lists = [...new Set(wanted)].slice(0, MOST_APPS);
  const found = useQueries({
    queries: lists.map((path) => ({
      queryKey: ["audit-names", path],
      queryFn: () => api.get<{ items: { key: string; label: Label }[] }>(path),
      retry: false,
    })),
  });
  return (action: string, app: string, part: string) => {
    const [, kind] = LISTED.exec(action) ?? [];
    const items = found[lists.indexOf(`/apps/${app}/${kind}s`)]?.data?.items;
    return label(items?.find(({ key }) => key === part)?.label);
  };
}

/** Labels of apps and their forms, by the keys that targets are made of. */
function useAppNames(targets: string[], there: Set<string>) {
  const label = useLabel();
  const keys = targets.flatMap(
    (target) => (target.startsWith("app:") ? target.slice(4) : PART.exec(target)?.[1]) ?? [],
  );
  const apps = useQueries({
    queries: [...new Set(keys.filter((key) => there.has(key)))].slice(0, MOST_APPS).map((key) => ({
      queryKey: appKey(key),
      queryFn: () => api.get<App>(`/apps/${key}`),
      retry: false,
    })),
  });
  const known = new Map(apps.flatMap(({ data }) => (data ? [[data.key, data] as const] : [])));
  return {
    app: (key: string) => label(known.get(key)?.label),
    form: (app: string, form: string) => label(known.get(app)?.forms.find(({ key }) => key === form)?.label),
  };
}

/** → the kind and the name of a target; an id that names nobody is left to the details. */
export function useTargets(entries: AuditEntry[]) {
  const { t } = useTranslation("audit");
  const targets = entries.map(({ target }) => target ?? "");
  const ids = new Set(targets.map((target) => partsOf(target)[1]).filter((rest) => ID.test(rest)));
  const there = new Set(useApps().data?.map(({ key }) => key));
  const apps = useAppNames(targets, there);
  const partName = usePartNames(entries, there);
  const directory = useDirectory("", [...ids].slice(0, MOST_NAMES)).data;
  const listed = [
    ...(directory?.people ?? []),
    ...(directory?.departments ?? []),
    ...(directory?.groups ?? []),
  ];
  const names = new Map(listed.map(({ id, name }) => [id, name]));
  return ({ target, action }: Pick<AuditEntry, "target" | "action">) => {
    const [, app, part] = PART.exec(target ?? "") ?? [];
    const named = app && part && (OTHER.test(action) ? partName(action, app, part) : apps.form(app, part));
    if (app && part && apps.app(app))
      return (
        <span title={target ?? undefined}>
          {named || <span className="dg-mono">{part}</span>} · {apps.app(app)}
        </span>
      );
    const [kind, rest] = partsOf(target ?? "");
    const name = names.get(rest) ?? ((kind === "app" && apps.app(rest)) || rest);
    return (
      <span title={target ?? undefined}>
        {KINDS.includes(kind) ? t(`kind.${kind}`) : kind}{" "}
        {!ID.test(name) && <span className={name === rest ? "dg-mono" : undefined}>{name}</span>}
      </span>
    );
  };
}
