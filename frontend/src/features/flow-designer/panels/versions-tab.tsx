/** The flow's published versions: how many instances each has, and in what it differs from the draft. */
import { useQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { ErrorState } from "@/ui/error-state";
import { Versions } from "@/ui/designer/versions";
import { useFlowDesigner } from "../model/context";
import { flowPath } from "../model/queries";
import type { Diff, FlowVersion } from "../model/types";
import { ChangeList } from "./change-list";

export function VersionsTab() {
  const { t } = useTranslation("flowdesign");
  const { app, flow, draft } = useFlowDesigner();
  return (
    <Versions
      path={flowPath(app, flow)}
      draft={draft}
      published={draft.server.published_version}
      text={t("versions.text")}
      noneText={t("versions.none_text")}
      tags={({ running }: FlowVersion) =>
        running > 0 && <Tag>{t("versions.running", { count: running })}</Tag>
      }
      compare={(version) => <Difference from={version.n} />}
    />
  );
}

function Difference({ from }: { from: number }) {
  const { app, flow, draft } = useFlowDesigner();
  const diff = useQuery({
    queryKey: ["flow-diff", app, flow, from, draft.definition],
    queryFn: async () => {
      await draft.flush();
      return api.get<Diff>(`${flowPath(app, flow)}/diff`, { query: { from, to: 0 } });
    },
    gcTime: 0,
  });
  if (diff.isError) return <ErrorState compact error={diff.error} />;
  return diff.data && <ChangeList diff={diff.data} />;
}
