/** Versions of the app: who, when, what for; compared with another, and put back. */
import { Button, Select, Tag } from "antd";
import { GitCompare, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { ChangeList } from "./change-lines";
import { useAppVersions, useDifferences, type AppVersion } from "./queries";
import { RollbackDialog } from "./rollback-dialog";
import styles from "./release.module.css";

export function VersionList({ app, owns }: { app: string; owns: boolean }) {
  const { t } = useTranslation("release");
  const versions = useAppVersions(app);
  const [back, setBack] = useState<number | null>(null);
  if (versions.isPending) return <ListSkeleton rows={3} />;
  if (versions.isError) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />;
  return (
    <Section title={t("versions")} text={t("versions_text")}>
      {versions.data.length === 0 && (
        <EmptyState compact title={t("no_versions")} text={t("no_versions_text")} />
      )}
      <ol>
        {versions.data.map((version) => (
          <VersionLine
            key={version.n}
            app={app}
            version={version}
            all={versions.data}
            onBack={owns ? () => setBack(version.n) : undefined}
          />
        ))}
      </ol>
      {back !== null && <RollbackDialog app={app} n={back} onClose={() => setBack(null)} />}
    </Section>
  );
}

interface LineProps {
  app: string;
  version: AppVersion;
  all: AppVersion[];
  onBack?: () => void;
}

function VersionLine({ app, version, all, onBack }: LineProps) {
  const { t } = useTranslation("release");
  const locale = useLocale();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const latest = all[0]?.n === version.n;
  return (
    <li className={styles.version}>
      <div className={styles.line}>
        <span className={styles.words}>
          <strong>{t("number", { number: version.n })}</strong> {latest && <Tag>{t("latest")}</Tag>}
          <span className={styles.faint}>
            {version.published_by?.name} {formatInstant(version.published_at, locale, me.timezone)}
          </span>
          {version.note && <span className={styles.note}>{version.note}</span>}
        </span>
        <Button
          size="small"
          type="text"
          icon={<GitCompare size={14} />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t("compare")}
        </Button>
        {onBack && (
          <Button
            size="small"
            icon={<RotateCcw size={14} />}
            aria-label={t("back_number", { number: version.n })}
            onClick={onBack}
          >
            {t("back")}
          </Button>
        )}
      </div>
      {open && <Compared app={app} version={version} all={all} />}
    </li>
  );
}

/** With what people see now, or with any other version. */
function Compared({ app, version, all }: Omit<LineProps, "onBack">) {
  const { t } = useTranslation("release");
  const before = all.find(({ n }) => n < version.n)?.n ?? 0;
  const [other, setOther] = useState(before);
  // From the older to the newer; 0 is what is published now.
  const [from, to] = other !== 0 && other < version.n ? [other, version.n] : [version.n, other];
  const found = useDifferences(app, from, to);
  const others = all.filter(({ n }) => n !== version.n);
  return (
    <div className={styles.compared}>
      <Select
        size="small"
        aria-label={t("compare_with")}
        value={other}
        onChange={setOther}
        options={[
          { value: 0, label: t("with_now") },
          ...others.map(({ n }) => ({ value: n, label: t("with", { number: n }) })),
        ]}
      />
      {found.isPending && <ListSkeleton rows={2} />}
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && found.data.length === 0 && <p className={styles.faint}>{t("same")}</p>}
      {found.data && <ChangeList items={found.data} />}
    </div>
  );
}
