/** What is drawn and not published, with what publishing would do; and what took effect without it. */
import { Button, Checkbox, Input } from "antd";
import { CircleCheck, Rocket } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { ChangeLine, ChangeList } from "./change-lines";
import { Acceptance, Consequences, toAccept } from "./consequences";
import { useCarryOut, useChanges, type Item } from "./queries";
import styles from "./release.module.css";

const nameOf = (item: Item): string => `${item.kind}:${item.key}`;
const FOLDERS: Record<string, string> = {
  form: "forms",
  flow: "flows",
  dashboard: "dashboards",
  page: "pages",
};

export function Unpublished({ app }: { app: string }) {
  const { t } = useTranslation("release");
  const toast = useToast();
  const [leftOut, setLeftOut] = useState<string[]>([]);
  const [note, setNote] = useState("");
  const [accepted, setAccepted] = useState<string | null>(null);
  const all = useChanges(app, []);
  const changes = useChanges(app, leftOut);
  const publish = useCarryOut(app, null);
  if (all.isPending || changes.isPending) return <ListSkeleton rows={4} />;
  const failed = all.error ?? changes.error;
  if (failed || !all.data || !changes.data)
    return <ErrorState error={failed} onRetry={() => void Promise.all([all.refetch(), changes.refetch()])} />;
  const preview = changes.data;
  const chosen = new Map(preview.items.map((item) => [nameOf(item), item]));
  const agreed = accepted !== null && accepted === toAccept(preview);
  const run = () =>
    publish.mutate(
      {
        state: preview.state,
        note: note.trim() || undefined,
        leave_out: leftOut,
        accept_losses: agreed,
        accept_failing: agreed ? [...new Set(preview.items.flatMap(({ tests }) => tests))] : [],
      },
      {
        onSuccess: (version) => {
          setLeftOut([]);
          setNote("");
          setAccepted(null);
          toast.done(t("published", { number: version }));
        },
        onError: toast.failed,
      },
    );
  const nothing = all.data.items.length === 0;
  const ready =
    (preview.items.length > 0 || preview.direct.length > 0) &&
    !preview.blocked &&
    (agreed || toAccept(preview) === null);
  return (
    <Section title={t("unpublished")} text={t("unpublished_text")}>
      {nothing ? (
        <EmptyState compact icon={<CircleCheck size={24} />} title={t("none")} text={t("none_text")} />
      ) : (
        <ul aria-label={t("unpublished")}>
          {all.data.items.map((item) => (
            <DraftLine
              key={nameOf(item)}
              app={app}
              item={chosen.get(nameOf(item)) ?? item}
              chosen={!leftOut.includes(nameOf(item))}
              onChoose={(on) =>
                setLeftOut(on ? leftOut.filter((each) => each !== nameOf(item)) : [...leftOut, nameOf(item)])
              }
            />
          ))}
        </ul>
      )}
      {preview.direct.length > 0 && (
        <details className={styles.direct}>
          <summary>{t("direct", { count: preview.direct.length })}</summary>
          <p className={styles.faint}>{t("direct_text")}</p>
          <ChangeList items={preview.direct} />
        </details>
      )}
      {(!nothing || preview.direct.length > 0) && (
        <div className={styles.publish}>
          <Acceptance preview={preview} accepted={accepted} onAccept={setAccepted} />
          {preview.blocked && <p className={styles.lost}>{t("blocked")}</p>}
          <div className={styles.act}>
            <Input
              value={note}
              maxLength={500}
              placeholder={t("note")}
              aria-label={t("note")}
              onChange={(event) => setNote(event.target.value)}
            />
            <Button
              type="primary"
              icon={<Rocket size={16} />}
              disabled={!ready}
              loading={publish.isPending}
              onClick={run}
            >
              {preview.items.length > 0 ? t("publish", { count: preview.items.length }) : t("mark")}
            </Button>
          </div>
        </div>
      )}
    </Section>
  );
}

interface LineProps {
  app: string;
  item: Item;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}

function DraftLine({ app, item, chosen, onChoose }: LineProps) {
  const { t } = useTranslation("release");
  const label = useLabel();
  const locale = useLocale();
  return (
    <ChangeLine
      item={item}
      before={
        <Checkbox
          checked={chosen}
          aria-label={t("include", { name: label(item.label) || item.key })}
          onChange={(event) => onChoose(event.target.checked)}
        />
      }
      facts={
        <>
          <span className={styles.faint}>
            {[item.by, formatAgo(item.at, locale)].filter(Boolean).join(" · ")}
          </span>
          <Link className={styles.open} to={`/apps/${app}/${FOLDERS[item.kind]}/${item.key}/design`}>
            {t("open")}
          </Link>
        </>
      }
    >
      {chosen && <Consequences app={app} item={item} />}
    </ChangeLine>
  );
}
