/** `/apps/:app/settings/bin`: what was deleted of the app, by whom, and until when they come back. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import {
  ChartColumn,
  FileText,
  LayoutTemplate,
  TextCursorInput,
  Trash2,
  Undo2,
  Workflow,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/lib/api";
import { formatAgo, formatDay, formatInstant } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import type { Label } from "@/lib/types";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import styles from "./bin.module.css";
import { useSettingsApp } from "./settings-layout";

interface Entry {
  kind: "form" | "field" | "type" | "dashboard" | "flow" | "page";
  key: string;
  /** The form, or the form the field belongs to. */
  form: string | null;
  field: string | null;
  label: Label;
  form_label: Label | null;
  type: string | null;
  /** Of a change of type: what the field is now. */
  to?: string;
  deleted_at: string;
  until: string;
  by: { id: string; name: string | null } | null;
}

const idOf = (entry: Entry): string => `${entry.kind}:${keyOf(entry)}`;
const keyOf = ({ form, field, key }: Entry): string => (field === null ? key : `${form}.${field}`);
const FOLDERS = { form: "forms", dashboard: "dashboards", flow: "flows", page: "pages" };
const ICONS = {
  form: FileText,
  field: TextCursorInput,
  type: TextCursorInput,
  dashboard: ChartColumn,
  flow: Workflow,
  page: LayoutTemplate,
};
/** What comes back as it was, at once. */
type Whole = keyof typeof FOLDERS;
const isWhole = (kind: Entry["kind"]): kind is Whole => kind in FOLDERS;

function useBin(app: string) {
  const client = useQueryClient();
  const bin = useQuery({
    queryKey: ["app-bin", app],
    queryFn: () => api.get<{ items: Entry[] }>(`/apps/${app}/bin`),
  });
  // Lists, navigation and forms: what has come back stands in many of them.
  const onSuccess = () => client.invalidateQueries();
  const restore = useMutation({
    mutationFn: ({ kind, key: name }: Entry) =>
      isWhole(kind)
        ? api.post(`/apps/${app}/${FOLDERS[kind]}/${name}:restore`)
        : Promise.reject(new Error(kind)),
    onSuccess,
  });
  const purge = useMutation({
    mutationFn: (entry: Entry) =>
      api.post(`/apps/${app}/bin:purge`, {
        kind: isWhole(entry.kind) ? entry.kind : undefined,
        key: entry.form ?? entry.key,
        field: entry.field ?? undefined,
        confirm: keyOf(entry),
      }),
    onSuccess,
  });
  return { bin, restore, purge };
}

export function AppBinPage() {
  const { t } = useTranslation("settings");
  const app = useSettingsApp();
  const { bin, restore, purge } = useBin(app.key);
  if (bin.isPending) return <ListSkeleton rows={4} />;
  if (bin.isError) return <ErrorState error={bin.error} onRetry={() => void bin.refetch()} />;
  const { items } = bin.data;
  return (
    <section className={styles.bin}>
      <p className={styles.hint}>{t("bin.hint")}</p>
      {items.length === 0 ? (
        <EmptyState icon={<Trash2 size={24} />} title={t("bin.empty")} text={t("bin.empty_text")} />
      ) : (
        <ul aria-label={t("tab.bin")}>
          {items.map((entry) => (
            <BinLine
              key={idOf(entry)}
              app={app.key}
              entry={entry}
              owns={app.can_manage}
              onRestore={(one) => restore.mutateAsync(one)}
              onPurge={(one) => purge.mutateAsync(one)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface LineProps {
  app: string;
  entry: Entry;
  owns: boolean;
  onRestore: (entry: Entry) => Promise<unknown>;
  onPurge: (entry: Entry) => Promise<unknown>;
}

/** The field goes back to its former type in the draft; publishing it brings the values back. */
function TakeBack({ app, entry }: { app: string; entry: Entry }) {
  const { t } = useTranslation("uses");
  const toast = useToast();
  const navigate = useNavigate();
  const place = `/apps/${app}/forms/${entry.form}`;
  const undo = useMutation({
    mutationFn: () => api.post(`${place}/draft:take-back`, { field: entry.field, since: entry.deleted_at }),
    onSuccess: () => {
      toast.done(t("bin.undone"));
      return navigate(`${place}/design`);
    },
    onError: toast.failed,
  });
  return (
    <Button icon={<Undo2 size={14} />} loading={undo.isPending} onClick={() => undo.mutate()}>
      {t("bin.undo")}
    </Button>
  );
}

function BinLine({ app, entry, owns, onRestore, onPurge }: LineProps) {
  const { t } = useTranslation(["settings", "uses", "designer"]);
  const label = useLabel();
  const locale = useLocale();
  const { timezone } = useMe();
  const toast = useToast();
  const navigate = useNavigate();
  const confirm = useConfirmDanger();
  const name = label(entry.label) || keyOf(entry);
  const Icon = ICONS[entry.kind];
  const who = entry.by?.name ?? t("bin.somebody");
  const restore = () => onRestore(entry).then(() => toast.done(t("bin.restored", { name })), toast.failed);
  const purge = () =>
    confirm({
      title: t("bin.purge_title", { name }),
      text: t(
        entry.kind === "form" ? "bin.purge_form" : isWhole(entry.kind) ? "bin.purge_part" : "bin.purge_field",
      ),
      action: t("bin.purge"),
      type: keyOf(entry),
      run: () => onPurge(entry).then(() => toast.done(t("bin.purged", { name })), toast.failed),
    });
  return (
    <li className={styles.line}>
      <Icon size={18} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.name}>
          {name}
          <span className={styles.where}>
            {entry.kind === "type"
              ? t("uses:bin.type", {
                  form: label(entry.form_label) || entry.key,
                  from: t(`designer:type.${entry.type}`),
                  to: t(`designer:type.${entry.to}`),
                })
              : entry.form_label
                ? t("bin.field_of", { form: label(entry.form_label) || entry.form })
                : t(`bin.${entry.kind}`)}
          </span>
        </p>
        <p className={styles.facts}>
          <span title={formatInstant(entry.deleted_at, locale, timezone)}>
            {t(entry.kind === "type" ? "uses:bin.changed" : "bin.deleted", {
              who,
              when: formatAgo(entry.deleted_at, locale),
            })}
          </span>
          {" · "}
          {t("bin.until", { day: formatDay(entry.until, locale, timezone) })}
        </p>
      </div>
      {isWhole(entry.kind) ? (
        <Button icon={<Undo2 size={14} />} onClick={() => void restore()}>
          {t("bin.restore")}
        </Button>
      ) : entry.kind === "type" ? (
        <TakeBack app={app} entry={entry} />
      ) : (
        <Button
          icon={<Undo2 size={14} />}
          title={t("bin.in_designer_hint")}
          onClick={() => void navigate(`/apps/${app}/forms/${entry.form}/design`)}
        >
          {t("bin.in_designer")}
        </Button>
      )}
      {owns && entry.kind !== "type" && (
        <Button
          type="text"
          danger
          icon={<Trash2 size={16} />}
          aria-label={t("bin.purge_title", { name })}
          title={t("bin.purge")}
          onClick={purge}
        />
      )}
    </li>
  );
}
