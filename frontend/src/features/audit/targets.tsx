/** What an act was done to, in words. */
import { useTranslation } from "react-i18next";
import { useDirectory } from "@/lib/queries/directory";
import type { AuditEntry } from "@/lib/types";

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

/** → the kind and the name of a target; an id that names nobody is left to the details. */
export function useTargets(entries: AuditEntry[]) {
  const { t } = useTranslation("audit");
  const ids = new Set(entries.map(({ target }) => partsOf(target ?? "")[1]).filter((rest) => ID.test(rest)));
  const directory = useDirectory("", [...ids].slice(0, MOST_NAMES)).data;
  const named = [
    ...(directory?.people ?? []),
    ...(directory?.departments ?? []),
    ...(directory?.groups ?? []),
  ];
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return (target: string | null) => {
    const [kind, rest] = partsOf(target ?? "");
    const name = names.get(rest) ?? rest;
    return (
      <span title={target ?? undefined}>
        {KINDS.includes(kind) ? t(`kind.${kind}`) : kind}{" "}
        {!ID.test(name) && <span className={name === rest ? "dg-mono" : undefined}>{name}</span>}
      </span>
    );
  };
}
