import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/ui/copy-button";
import styles from "./people.module.css";

export interface ShownPassword {
  name: string;
  email: string;
  password: string;
}

/** A generated password, this once. Its bearer must change it at the first sign-in. */
export function PasswordDialog({ shown, onClose }: { shown: ShownPassword | null; onClose: () => void }) {
  const { t } = useTranslation("people");
  return (
    <Modal
      open={shown !== null}
      title={t("password.title", { name: shown?.name })}
      onCancel={onClose}
      onOk={onClose}
      okText={t("password.done")}
      cancelButtonProps={{ style: { display: "none" } }}
      mask={{ closable: false }}
    >
      <p>{t("password.text", { email: shown?.email })}</p>
      <div className={styles.password}>
        <span>{shown?.password}</span>
        <CopyButton text={shown?.password ?? ""} />
      </div>
    </Modal>
  );
}
