/** `/apps/:app/flows/:flow/design`: a flow drawn from the top down or as a graph. */
import { useParams } from "react-router";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { usePhone } from "@/lib/use-media";
import { ErrorState } from "@/ui/error-state";
import { PageSkeleton } from "@/ui/skeletons";
import { FlowDesignerShell } from "./flow-designer-shell";
import { FlowDesignerState } from "./flow-designer-state";
import { useLoadFlow } from "./model/queries";
import { PhoneView } from "./phone-view";

export function FlowDesignerPage() {
  const { app = "", flow = "" } = useParams();
  const { t } = useTranslation("flowdesign");
  useTranslation("cron");
  const label = useLabel();
  const phone = usePhone();
  const draft = useLoadFlow(app, flow);
  const name = draft.data ? label(draft.data.definition.label) || flow : "";
  usePageTitle(name ? t("page_title", { flow: name }) : "");
  if (draft.isPending) return <PageSkeleton />;
  if (draft.isError) return <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />;
  return (
    <FlowDesignerState
      key={`${app}/${flow}/${phone}`}
      app={app}
      flow={flow}
      loaded={draft.data}
      readOnly={phone}
    >
      {phone ? <PhoneView /> : <FlowDesignerShell />}
    </FlowDesignerState>
  );
}
