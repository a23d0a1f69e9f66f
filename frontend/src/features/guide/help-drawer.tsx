/** `?`: help where one is: the tour and the first day, the fields of this form, what I may do, the keys. */
import { Drawer } from "antd";
import { BookOpen } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { closeHelp } from "@/lib/guide/store";
import { useTours } from "@/lib/guide/tours";
import { usePhone } from "@/lib/use-media";
import { Checklist } from "./checklist";
import { FormHelp } from "./form-help";
import styles from "./guide.module.css";
import { Shortcuts } from "./shortcuts";
import { TourLine } from "./tour-list";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export function HelpDrawer({ app, form, open }: { app: string; form: string; open: boolean }) {
  const { t } = useTranslation("guide");
  const phone = usePhone();
  const { data, refetch } = useTours(app);
  const tours = data?.items ?? [];
  // What was done on this very page since is looked up now.
  useEffect(() => {
    if (open && app) void refetch();
  }, [open, app, refetch]);
  return (
    <Drawer
      open={open}
      title={t("help")}
      onClose={closeHelp}
      size={phone ? "100%" : 420}
      destroyOnHidden
      closable={{ "aria-label": t("common:action.close") }}
    >
      <div className={styles.help}>
        {tours.map((tour) => (
          <Checklist key={tour.key} app={app} tour={tour} alone={tours.length === 1} />
        ))}
        {tours.length > 0 && (
          <Part title={t("tours")}>
            <ul className={styles.tours}>
              {tours.map((tour) => (
                <TourLine key={tour.key} app={app} tour={tour} />
              ))}
            </ul>
          </Part>
        )}
        {app && form && (
          <Part title={t("this_form")}>
            <FormHelp app={app} form={form} explained />
          </Part>
        )}
        {app && (
          <Link className={styles.more} to={`/apps/${app}/help`} onClick={closeHelp}>
            <BookOpen size={16} aria-hidden />
            {t("whole")}
          </Link>
        )}
        {!phone && (
          <Part title={t("keys.title")}>
            <Shortcuts />
          </Part>
        )}
      </div>
    </Drawer>
  );
}
