/** Whom an entry of the navigation is for, its icon, and for whom the app opens with it. */
import { Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { isGroup } from "@/lib/navigation";
import type { Audience } from "@/lib/types";
import { IconPicker } from "@/ui/icon-picker";
import { AudienceFields, RoleSelect } from "@/ui/pages/audience-fields";
import { Property } from "@/ui/property/property";
import type { Row } from "./nav-edit";
import styles from "./settings.module.css";

export interface NavSettings extends Audience {
  icon?: string;
  home?: string[];
}

interface Props {
  app: string;
  row: Row;
  name: string;
  onClose: () => void;
  onSave: (change: NavSettings) => void;
}

export function NavSettingsDialog({ app, row, name, onClose, onSave }: Props) {
  const { t } = useTranslation("settings");
  const { item } = row;
  const home = useId();
  const [value, setValue] = useState<NavSettings>({
    roles: item.roles ?? [],
    when: item.when ?? "",
    icon: item.icon ?? "",
    ...("home" in item ? { home: item.home ?? [] } : {}),
  });
  const change = (part: NavSettings) => setValue({ ...value, ...part });
  const canBeHome = !isGroup(item) && !("link" in item);
  return (
    <Modal
      open
      title={t("navigation.dialog_settings", { name })}
      okText={t("ok")}
      onCancel={onClose}
      onOk={() => {
        onSave(value);
        onClose();
      }}
    >
      <div className={styles.dialog}>
        <AudienceFields app={app} value={value} onChange={change} />
        {canBeHome && (
          <Property label={t("navigation.home")} htmlFor={home} help={t("navigation.home_help")}>
            <RoleSelect
              app={app}
              id={home}
              everybody
              value={value.home}
              onChange={(roles) => change({ home: roles })}
            />
          </Property>
        )}
        {!isGroup(item) && (
          <Property label={t("navigation.icon")}>
            <IconPicker value={value.icon || null} onChange={(icon) => change({ icon })} />
          </Property>
        )}
      </div>
    </Modal>
  );
}
