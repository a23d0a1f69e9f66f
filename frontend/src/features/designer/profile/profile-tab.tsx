/** 档案页: what a record's page gathers from the forms that lead here. */
import { Button } from "antd";
import { ContactRound, Sparkles, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TabPage } from "@/ui/designer/tab-page";
import { EmptyState } from "@/ui/empty-state";
import { useUndoToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { FigureSettings, MomentSettings } from "./cards";
import { HeaderFields } from "./header-fields";
import styles from "./profile.module.css";
import { firstProfile, newMoment } from "./proposals";
import { SourceList } from "./source-list";
import { TabList } from "./tab-list";
import { freeKey, useProfileDraft } from "./use-profile";

export function ProfileTab() {
  const { t } = useTranslation("profiledesign");
  const { definition, draft } = useDesigner();
  const undoToast = useUndoToast();
  const { profile, forms, ways, change, remove, begin } = useProfileDraft();
  if (!profile)
    return (
      <TabPage title={t("title")} text={t("about")}>
        <EmptyState
          icon={<ContactRound size={28} />}
          title={t("empty")}
          text={t(ways.length > 0 ? "empty_text" : "no_links")}
          actions={
            <Button
              type="primary"
              icon={<Sparkles size={16} />}
              onClick={() => begin(firstProfile(definition, ways, forms, t("tab_name")))}
            >
              {t("begin")}
            </Button>
          }
        />
      </TabPage>
    );
  const figures = profile.figures ?? [];
  const tabs = profile.tabs ?? [];
  const timeline = profile.timeline ?? [];
  const figureKeys = [...figures, ...tabs.flatMap((tab) => tab.figures ?? [])].map(({ key }) => key);
  return (
    <TabPage
      title={t("title")}
      text={t("about")}
      extra={
        <Button
          icon={<Trash2 size={16} />}
          onClick={() => {
            remove();
            undoToast(t("removed"), async () => draft.undo());
          }}
        >
          {t("remove")}
        </Button>
      }
    >
      <Part title={t("header")} text={t("header_text")}>
        <HeaderFields items={profile.header ?? []} onChange={(header) => change("header", { header })} />
      </Part>
      <Part title={t("figures")} text={t("figures_text")}>
        <SourceList
          items={figures}
          forms={forms}
          ways={ways}
          most={12}
          addLabel={t("add_figure")}
          make={(form, paths) => ({
            key: freeKey(form, figureKeys),
            label: forms.get(form)?.label ?? form,
            form,
            paths,
          })}
          onChange={(next) => change("figures", { figures: next })}
        >
          {(item, put) => <FigureSettings item={item} forms={forms} ways={ways} onChange={put} />}
        </SourceList>
      </Part>
      <Part title={t("tabs")} text={t("tabs_text")}>
        <TabList
          tabs={tabs}
          figures={figures}
          forms={forms}
          ways={ways}
          onChange={(next) => change("tabs", { tabs: next })}
        />
      </Part>
      <Part title={t("timeline")} text={t("timeline_text")}>
        <SourceList
          items={timeline}
          forms={forms}
          ways={ways}
          most={40}
          addLabel={t("add_kind")}
          make={(form, paths) =>
            newMoment(
              form,
              paths,
              forms.get(form)!,
              timeline.map(({ key }) => key),
            )
          }
          onChange={(next) => change("timeline", { timeline: next })}
        >
          {(item, put) => <MomentSettings item={item} forms={forms} ways={ways} onChange={put} />}
        </SourceList>
      </Part>
    </TabPage>
  );
}

function Part({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={title}>
      <h3>{title}</h3>
      <p className={styles.faint}>{text}</p>
      {children}
    </section>
  );
}
