import { Button, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NamedIcon } from "./app-icon";
import { ICONS } from "./icon-set";
import styles from "./app-icon.module.css";

interface Props {
  value?: string | null;
  onChange?: (icon: string) => void;
}

export function IconPicker({ value, onChange }: Props) {
  const { t } = useTranslation("common");
  const [open, setOpen] = useState(false);
  const choices = (
    <div className={styles.grid} role="radiogroup" aria-label={t("pick.icon")}>
      {Object.keys(ICONS).map((name) => (
        <button
          key={name}
          type="button"
          role="radio"
          aria-checked={name === value}
          aria-label={name}
          title={name}
          className={styles.choice}
          onClick={() => {
            onChange?.(name);
            setOpen(false);
          }}
        >
          <NamedIcon name={name} size={18} />
        </button>
      ))}
    </div>
  );
  return (
    <Popover content={choices} trigger="click" open={open} onOpenChange={setOpen} placement="bottomLeft">
      <Button icon={<NamedIcon name={value} />} aria-label={`${t("pick.change")} · ${t("pick.icon")}`}>
        {t("pick.change")}
      </Button>
    </Popover>
  );
}
