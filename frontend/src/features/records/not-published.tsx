import { Button } from "antd";
import { PencilRuler } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useLabel } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { useApp } from "@/lib/queries/apps";
import type { FormCard } from "@/lib/types";
import { EmptyState } from "@/ui/empty-state";

/** A form that is still being drawn has no records to list. */
export function NotPublished({ app, form, card }: { app: string; form: string; card: FormCard }) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const navigate = useNavigate();
  const { data } = useApp(app);
  const name = label(card.label) || form;
  usePageTitle(name, [{ label: label(data?.label), to: `/apps/${app}` }]);
  return (
    <EmptyState
      title={t("draft.title", { form: name })}
      text={t("draft.text")}
      actions={
        data?.can_design && (
          <Button
            type="primary"
            icon={<PencilRuler size={16} />}
            onClick={() => void navigate(`/apps/${app}/forms/${form}/design`)}
          >
            {t("draft.design")}
          </Button>
        )
      }
    />
  );
}
