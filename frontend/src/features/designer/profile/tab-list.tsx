/** The tabs: their names, own fields, numbers and lists. */
import { Button } from "antd";
import { ChevronDown, ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Figure, ProfileTab } from "@/lib/profile/types";
import { NamedIcon } from "@/ui/app-icon";
import { IconPicker } from "@/ui/icon-picker";
import { Property } from "@/ui/property/property";
import { RemoveButton } from "@/ui/remove-button";
import { useDesigner } from "../model/context";
import { FigureSettings, ListSettings } from "./cards";
import { Ordered } from "./ordered";
import { FieldsProperty, NameProperty } from "./parts";
import type { Definitions, Way } from "./paths";
import styles from "./profile.module.css";
import { newList } from "./proposals";
import { SourceList } from "./source-list";
import { freeKey } from "./use-profile";

interface Props {
  tabs: ProfileTab[];
  figures: Figure[];
  forms: Definitions;
  ways: Way[];
  onChange: (tabs: ProfileTab[]) => void;
}

const MOST = 12;

export function TabList({ tabs, figures, forms, ways, onChange }: Props) {
  const { t } = useTranslation("profiledesign");
  const label = useLabel();
  const [open, setOpen] = useState<string | null>(tabs.length === 1 ? (tabs[0]?.key ?? null) : null);
  const nameOf = (tab: ProfileTab) => label(tab.label) || tab.key;
  const add = () => {
    const key = freeKey(
      "tab",
      tabs.map((tab) => tab.key),
    );
    onChange([...tabs, { key, label: t("tab_name") }]);
    setOpen(key);
  };
  const everyFigure = [...figures, ...tabs.flatMap((tab) => tab.figures ?? [])].map(({ key }) => key);
  const everyList = tabs.flatMap((tab) => tab.lists ?? []).map(({ key }) => key);
  return (
    <>
      <Ordered items={tabs} idOf={({ key }) => key} nameOf={nameOf} onChange={onChange}>
        {(tab) => {
          const opened = open === tab.key;
          const put = (change: Partial<ProfileTab>) =>
            onChange(tabs.map((each) => (each.key === tab.key ? { ...each, ...change } : each)));
          return (
            <>
              <div className={styles.lineHead}>
                <button
                  type="button"
                  className={styles.lineName}
                  aria-expanded={opened}
                  onClick={() => setOpen(opened ? null : tab.key)}
                >
                  {opened ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
                  {tab.icon && <NamedIcon name={tab.icon} />}
                  {nameOf(tab)}
                </button>
                <RemoveButton
                  label={t("remove_it", { name: nameOf(tab) })}
                  onClick={() => onChange(tabs.filter(({ key }) => key !== tab.key))}
                />
              </div>
              {opened && (
                <TabSettings
                  tab={tab}
                  forms={forms}
                  ways={ways}
                  figureKeys={everyFigure}
                  listKeys={everyList}
                  onChange={put}
                />
              )}
            </>
          );
        }}
      </Ordered>
      {tabs.length < MOST && (
        <Button size="small" icon={<Plus size={14} />} onClick={add}>
          {t("add_tab")}
        </Button>
      )}
    </>
  );
}

interface SettingsProps {
  tab: ProfileTab;
  forms: Definitions;
  ways: Way[];
  figureKeys: string[];
  listKeys: string[];
  onChange: (change: Partial<ProfileTab>) => void;
}

function TabSettings({ tab, forms, ways, figureKeys, listKeys, onChange }: SettingsProps) {
  const { t } = useTranslation("profiledesign");
  const { definition } = useDesigner();
  const some = <T,>(items: T[]) => (items.length > 0 ? items : undefined);
  return (
    <div className={styles.settings}>
      <NameProperty value={tab.label} onChange={(label) => onChange({ label })} />
      <Property label={t("icon")}>
        <IconPicker value={tab.icon} onChange={(icon) => onChange({ icon })} />
      </Property>
      <FieldsProperty
        label={t("own_fields")}
        definition={definition}
        fits={(field) => field.type !== "button" && field.type !== "subform"}
        most={100}
        value={tab.fields ?? []}
        onChange={(fields) => onChange({ fields: some(fields) })}
      />
      <h4>{t("figures")}</h4>
      <SourceList
        items={tab.figures ?? []}
        forms={forms}
        ways={ways}
        most={8}
        addLabel={t("add_figure")}
        make={(form, paths) => ({
          key: freeKey(form, figureKeys),
          label: forms.get(form)?.label ?? form,
          form,
          paths,
        })}
        onChange={(figures) => onChange({ figures: some(figures) })}
      >
        {(item, put) => <FigureSettings item={item} forms={forms} ways={ways} onChange={put} />}
      </SourceList>
      <h4>{t("lists")}</h4>
      <SourceList
        items={tab.lists ?? []}
        forms={forms}
        ways={ways}
        most={12}
        addLabel={t("add_list")}
        make={(form, paths) => newList(form, paths, forms.get(form)!, listKeys)}
        onChange={(lists) => onChange({ lists: some(lists) })}
      >
        {(item, put) => <ListSettings item={item} forms={forms} ways={ways} onChange={put} />}
      </SourceList>
    </div>
  );
}
