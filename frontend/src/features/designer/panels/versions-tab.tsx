import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { Versions } from "@/ui/designer/versions";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useDesigner } from "../model/context";
import styles from "./publish.module.css";

/** The form's published versions, and in what each differs from the draft. */
export function VersionsTab() {
  const { t } = useTranslation("designer");
  const { app, form, draft } = useDesigner();
  return (
    <Versions
      path={`/apps/${app}/forms/${form}`}
      draft={draft}
      published={draft.server.published_version}
      text={t("versions.text")}
      noneText={t("versions.none_text")}
      compare={(version) => <Difference from={version.n} />}
    />
  );
}

interface Difference {
  op: string;
  field: string;
  message: string;
  details: string[];
}

function Difference({ from }: { from: number }) {
  const { t } = useTranslation("uses");
  const { app, form, draft } = useDesigner();
  const diff = useQuery({
    queryKey: ["form-diff", app, form, from, draft.definition],
    queryFn: async () => {
      await draft.flush();
      return api.get<{ items: Difference[] }>(`/apps/${app}/forms/${form}/versions:diff`, {
        query: { from, to: 0 },
      });
    },
    gcTime: 0,
    retry: false,
  });
  if (diff.isError) return <ErrorState compact error={diff.error} />;
  if (diff.isPending) return <ListSkeleton rows={2} />;
  if (diff.data.items.length === 0) return <p className={styles.counts}>{t("diff.nothing")}</p>;
  return (
    <ul>
      {diff.data.items.map(({ message, details }, at) => (
        <li key={at} className={styles.step}>
          <span>{message}</span>
          {details.map((detail) => (
            <span key={detail} className={styles.counts}>
              {detail}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
