/** The way to the links of a dashboard; what it opens is loaded with the first click. */
import { Button } from "antd";
import { Share2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "@/lib/use-media";

const LinksDialog = lazy(() =>
  import("./links/links-dialog").then((module) => ({ default: module.LinksDialog })),
);

export function ShareButton({ app, dashboard }: { app: string; dashboard: string }) {
  const { t } = useTranslation("dashboards");
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<Share2 size={16} />} aria-label={t("share")} onClick={() => setOpen(true)}>
        {!phone && t("share")}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <LinksDialog app={app} dashboard={dashboard} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
