/** Brings the designer's state together for all its parts. */
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "@/lib/draft/use-draft";
import { useLabel } from "@/lib/i18n";
import type { Dashboard } from "@/lib/report/definition";
import { dashboardPath, useCatalogue, type DashboardDraft } from "@/lib/report/queries";
import {
  DashboardDesignerProvider,
  type DashboardDesigner,
  type DesignTab,
  type Selection,
} from "./model/context";
import { tileOf } from "./model/edit";
import { outgoing } from "./model/outgoing";
import { draftKey } from "./model/queries";

interface Props {
  app: string;
  dashboard: string;
  loaded: DashboardDraft;
  children: ReactNode;
}

export function DesignerState({ app, dashboard, loaded, children }: Props) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const draft = useDraft<Dashboard, DashboardDraft>(
    `${dashboardPath(app, dashboard)}/draft`,
    draftKey(app, dashboard),
    loaded,
    outgoing,
  );
  const { definition } = draft;
  const catalogue = useCatalogue().data;
  const [selection, select] = useState<Selection>(null);
  const [tab, setTab] = useState<DesignTab>("design");
  const [phone, setPhone] = useState(false);
  const designer = useMemo<DashboardDesigner>(() => {
    const chartName: DashboardDesigner["chartName"] = (type) => t(`chart.${type}`);
    return {
      app,
      dashboard,
      definition,
      draft,
      apply: draft.apply,
      selection,
      select,
      selected: selection?.kind === "tile" ? tileOf(definition, selection.key) : undefined,
      tab,
      setTab,
      phone,
      setPhone,
      problems: draft.server.problems,
      catalogue,
      nameOf: (tile) => label(tile.label) || chartName(tile.chart.type),
      chartName,
    };
  }, [app, dashboard, definition, draft, selection, tab, phone, catalogue, label, t]);
  return <DashboardDesignerProvider value={designer}>{children}</DashboardDesignerProvider>;
}
