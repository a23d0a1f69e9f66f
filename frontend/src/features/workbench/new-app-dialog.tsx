import { Modal } from "antd";
import {
  ClipboardPaste,
  FileSpreadsheet,
  LayoutTemplate,
  PackageOpen,
  SquarePlus,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BlankApp } from "./blank-app";
import { AppFromFile } from "./app-from-file";
import { AppFromPackage } from "./app-from-package";
import { AppFromPaste } from "./app-from-paste";
import { AppFromTemplate } from "./app-from-template";
import styles from "./workbench.module.css";

type Way = "blank" | "template" | "file" | "paste" | "package";

const WAYS: { way: Way; icon: LucideIcon }[] = [
  { way: "blank", icon: SquarePlus },
  { way: "template", icon: LayoutTemplate },
  { way: "file", icon: FileSpreadsheet },
  { way: "paste", icon: ClipboardPaste },
  { way: "package", icon: PackageOpen },
];

export interface WayProps {
  onBack: () => void;
  onClose: () => void;
}

const STEPS = {
  blank: BlankApp,
  template: AppFromTemplate,
  file: AppFromFile,
  paste: AppFromPaste,
  package: AppFromPackage,
};

/** The ways to a new app. Each ends inside the app. */
export function NewAppDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("workbench");
  const [way, setWay] = useState<Way | null>(null);
  const close = () => {
    setWay(null);
    onClose();
  };
  const Step = way ? STEPS[way] : null;
  return (
    <Modal
      open={open}
      onCancel={close}
      footer={null}
      width={600}
      destroyOnHidden
      title={way ? t(`way.${way}`) : t("new")}
    >
      {Step ? (
        <Step onBack={() => setWay(null)} onClose={close} />
      ) : (
        <div className={styles.ways}>
          {WAYS.map(({ way: one, icon: Icon }) => (
            <button key={one} type="button" className={styles.way} onClick={() => setWay(one)}>
              <Icon size={20} className={styles.wayIcon} aria-hidden />
              <span>
                <span className={styles.name}>{t(`way.${one}`)}</span>
                <span className={styles.text}>{t(`way_text.${one}`)}</span>
              </span>
            </button>
          ))}
        </div>
      )}
    </Modal>
  );
}
