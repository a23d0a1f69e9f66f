/** Modules are switched on and off; one that others need takes those along. */
import { Switch } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { withNeeds, withoutNeeding } from "./module-needs";
import { useModules, useSwitchModules, type ModuleItem } from "./queries";
import styles from "./package.module.css";

export function ModulesSection({ app }: { app: string }) {
  const { t } = useTranslation("apppackage");
  const label = useLabel();
  const toast = useToast();
  const undo = useUndoToast();
  const modules = useModules(app);
  const change = useSwitchModules(app);
  const items = modules.data ?? [];
  const on = items.filter((item) => item.on).map((item) => item.key);
  const turn = (item: ModuleItem, wanted: boolean) => {
    const next = wanted ? withNeeds(items, on, item.key) : withoutNeeding(items, on, item.key);
    const others = items.filter((one) => one.key !== item.key && one.on !== next.includes(one.key));
    const name = [item, ...others].map((one) => label(one.label)).join(t("comma"));
    // A promise, not mutate's callbacks: the page may go with what is switched off.
    void change
      .mutateAsync(next)
      .then(
        () => undo(t(wanted ? "modules.on" : "modules.off", { name }), () => change.mutateAsync(on)),
        toast.failed,
      );
  };
  return (
    <Section title={t("modules.title")}>
      {modules.isPending && <ListSkeleton rows={3} />}
      {modules.isError && <ErrorState error={modules.error} onRetry={() => void modules.refetch()} compact />}
      {modules.data && items.length === 0 && <EmptyState compact title={t("modules.none")} />}
      {items.length > 0 && <p className={styles.text}>{t("modules.text")}</p>}
      <ul className={styles.list}>
        {items.map((item) => (
          <li key={item.key} className={styles.row}>
            <div className={styles.words}>
              <p className={styles.name}>{label(item.label)}</p>
              {item.description && <p className={styles.text}>{label(item.description)}</p>}
              <p className={styles.faint}>
                {[
                  item.parts
                    .filter((part) => part.kind === "form")
                    .map((part) => label(part.label))
                    .join(t("comma")),
                  t("modules.records", { count: item.records }),
                  item.needs.length > 0 &&
                    t("modules.needs", {
                      names: item.needs
                        .map((need) => label(items.find((one) => one.key === need)?.label ?? need))
                        .join(t("comma")),
                    }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </div>
            <Switch
              checked={item.on}
              disabled={change.isPending}
              aria-label={label(item.label)}
              onChange={(wanted) => turn(item, wanted)}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
