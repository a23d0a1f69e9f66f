import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { AppIcon } from "@/ui/app-icon";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { withNeeds, withoutNeeding } from "../app-package/module-needs";
import { Installing } from "./installing";
import { PackChoice } from "./pack-choice";
import type { WayProps } from "./new-app-dialog";
import { useInstallTemplate, useTemplates, type TemplatePack } from "./queries";
import styles from "./workbench.module.css";

export function AppFromTemplate({ onBack, onClose }: WayProps) {
  const { t } = useTranslation("workbench");
  const label = useLabel();
  const toast = useToast();
  const templates = useTemplates();
  const install = useInstallTemplate();
  const [chosen, setChosen] = useState<string | null>(null);
  const [demo, setDemo] = useState(true);
  const [modules, setModules] = useState<string[] | null>(null);
  const [pack, setPack] = useState<TemplatePack | null>(null);
  if (install.data) return <Installing job={install.data.id} onClose={onClose} />;
  const picked = chosen ?? templates.data?.[0]?.key ?? null;
  const template = templates.data?.find((each) => each.key === picked);
  const parts = template?.modules ?? [];
  const usual = parts.filter(({ key, on }) =>
    pack ? pack.modules.on.includes(key) || (on && !pack.modules.off.includes(key)) : on,
  );
  const on = modules ?? usual.map((part) => part.key);
  const turn = (key: string, wanted: boolean) =>
    setModules(wanted ? withNeeds(parts, on, key) : withoutNeeding(parts, on, key));
  return (
    <>
      {templates.isError && (
        <ErrorState error={templates.error} onRetry={() => void templates.refetch()} compact />
      )}
      {templates.isPending && <ListSkeleton rows={3} />}
      {templates.data?.length === 0 && <EmptyState compact title={t("template.none")} />}
      {templates.data && templates.data.length > 0 && (
        <>
          <div className={styles.templates} role="radiogroup" aria-label={t("way.template")}>
            {templates.data.map((each) => (
              <button
                key={each.key}
                type="button"
                role="radio"
                aria-checked={each.key === picked}
                className={styles.template}
                onClick={() => {
                  setChosen(each.key);
                  setModules(null);
                  setPack(null);
                }}
              >
                <AppIcon icon={each.icon} color={each.color} size={44} />
                <span className={styles.words}>
                  <span className={styles.name}>{label(each.label)}</span>
                  <span className={styles.text}>{label(each.description)}</span>
                  <span className={styles.text}>{each.forms.map((form) => label(form)).join(" · ")}</span>
                </span>
              </button>
            ))}
          </div>
          {template && template.packs.length > 0 && (
            <PackChoice
              packs={template.packs}
              chosen={pack?.key ?? null}
              onChoose={(wanted) => {
                setPack(wanted);
                setModules(null);
              }}
            />
          )}
          {parts.length > 0 && (
            <fieldset className={styles.modules}>
              <legend>{t("template.modules")}</legend>
              {parts.map((part) => (
                <Checkbox
                  key={part.key}
                  checked={on.includes(part.key)}
                  onChange={(event) => turn(part.key, event.target.checked)}
                >
                  <span title={label(part.description)}>{label(part.label)}</span>
                </Checkbox>
              ))}
              <p className={styles.text}>{t("template.modules_hint")}</p>
            </fieldset>
          )}
          <Checkbox checked={demo} onChange={(event) => setDemo(event.target.checked)}>
            {t("template.demo")}
          </Checkbox>
        </>
      )}
      <div className={styles.buttons}>
        <Button onClick={onBack}>{t("back")}</Button>
        <Button
          type="primary"
          disabled={!picked}
          loading={install.isPending}
          onClick={() =>
            picked &&
            install.mutate(
              { template: picked, demo, ...(modules && { modules }), ...(pack && { pack: pack.key }) },
              { onError: toast.failed },
            )
          }
        >
          {t("template.install")}
        </Button>
      </div>
    </>
  );
}
