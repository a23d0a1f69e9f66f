/** Versions of the app: who, when, what for; compared with another, and put back. */
import { Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { VersionRow } from "@/ui/designer/version-row";
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
          <VersionRow
            key={version.n}
            name={t("number", { number: version.n })}
            version={version}
            by={version.published_by?.name ?? ""}
            tags={versions.data[0] === version && <Tag>{t("latest")}</Tag>}
            compare={{
              text: t("compare"),
              draw: () => <Compared app={app} version={version} all={versions.data} />,
            }}
            act={
              owns
                ? {
                    text: t("back"),
                    label: t("back_number", { number: version.n }),
                    run: () => setBack(version.n),
                  }
                : undefined
            }
          />
        ))}
      </ol>
      {back !== null && <RollbackDialog app={app} n={back} onClose={() => setBack(null)} />}
    </Section>
  );
}

interface ComparedProps {
  app: string;
  version: AppVersion;
  all: AppVersion[];
}

/** With what people see now, or with any other version. */
function Compared({ app, version, all }: ComparedProps) {
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
