import { useTranslation } from "react-i18next";
import { Outlet, useParams } from "react-router";
import { useAccent } from "@/lib/accent";
import { useApp } from "@/lib/queries/apps";
import { usePhone } from "@/lib/use-media";
import { appAccent } from "@/ui/app-icon";
import { ErrorState } from "@/ui/error-state";
import { PageSkeleton } from "@/ui/skeletons";
import { AppSide } from "./app-side";
import { LoadingNote } from "./loading-note";
import styles from "./app-frame.module.css";

/** The frame of everything inside one app: its navigation at the side (desk) and the page. */
export function AppFrame() {
  const { t } = useTranslation("app");
  const { app: key = "" } = useParams();
  const app = useApp(key);
  const phone = usePhone();
  useAccent(appAccent(app.data?.color));
  if (app.isPending) return <PageSkeleton />;
  if (app.isError) return <ErrorState error={app.error} onRetry={() => void app.refetch()} />;
  if (phone)
    return (
      <>
        <LoadingNote app={app.data} />
        <Outlet />
      </>
    );
  return (
    <div className={styles.frame}>
      <nav className={styles.side} data-tour="nav" aria-label={t("nav")}>
        <AppSide app={app.data} />
      </nav>
      <div className={styles.page}>
        <LoadingNote app={app.data} />
        <Outlet />
      </div>
    </div>
  );
}
