import { Button } from "antd";
import { ClipboardPaste, FileUp, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { firstPath } from "@/lib/navigation";
import { useApp } from "@/lib/queries/apps";
import type { App } from "@/lib/types";
import { usePhone } from "@/lib/use-media";
import { AppIcon } from "@/ui/app-icon";
import { EmptyState } from "@/ui/empty-state";
import { Page, PageHeader } from "@/ui/page";
import { PageSkeleton } from "@/ui/skeletons";
import { BuilderTools } from "./app-side";
import { FirstDay } from "./first-day";
import { NavTree } from "./nav-tree";
import { later } from "@/ui/later";
import styles from "./app-frame.module.css";

const NewFormDialog = later(async () => (await import("./new-form-dialog")).NewFormDialog);

function NoForms({ app }: { app: App }) {
  const { t } = useTranslation("app");
  const label = useLabel();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const actions = (
    <>
      <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
        {t("new_form")}
      </Button>
      <Button icon={<FileUp size={16} />} onClick={() => void navigate(`/apps/${app.key}/import`)}>
        {t("form_from_file")}
      </Button>
      <Button
        icon={<ClipboardPaste size={16} />}
        onClick={() => void navigate(`/apps/${app.key}/import?way=paste`)}
      >
        {t("form_from_paste")}
      </Button>
    </>
  );
  return (
    <Page>
      <PageHeader title={label(app.label)} crumbs={[{ label: t("apps"), to: "/" }]} />
      <EmptyState
        icon={<AppIcon icon={app.icon} color={app.color} size={56} />}
        title={app.can_design ? t("empty") : t("nothing_open")}
        text={app.can_design ? t("empty_text") : t("nothing_open_text")}
        actions={app.can_design ? actions : undefined}
      />
      {creating && <NewFormDialog app={app.key} open onClose={() => setCreating(false)} />}
    </Page>
  );
}

/** `/apps/:app`: the first page of the navigation on the desk, the navigation itself on the phone. */
export function AppHome() {
  const { t } = useTranslation("app");
  const { app: key = "" } = useParams();
  const { data: app } = useApp(key);
  const label = useLabel();
  const phone = usePhone();
  if (!app) return null;
  const first = firstPath(app);
  if (first === null) return <NoForms app={app} />;
  if (!phone)
    return (
      <>
        <PageSkeleton />
        <Navigate to={first} replace />
      </>
    );
  return (
    <Page>
      <PageHeader title={label(app.label)} crumbs={[{ label: t("apps"), to: "/" }]} />
      <FirstDay app={app} />
      <nav className={styles.phone} data-tour="nav" aria-label={t("nav")}>
        <NavTree app={app} />
        <BuilderTools app={app} />
      </nav>
    </Page>
  );
}
