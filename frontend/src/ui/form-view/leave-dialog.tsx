import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { Blocker } from "react-router";

/** Leaving with something unsaved: stay, or go and find the draft again next time. */
export function LeaveDialog({ blocker }: { blocker: Blocker }) {
  const { t } = useTranslation("form");
  return (
    <Modal
      open={blocker.state === "blocked"}
      title={t("leave.title")}
      okText={t("leave.stay")}
      cancelText={t("leave.go")}
      onOk={() => blocker.reset?.()}
      onCancel={() => blocker.proceed?.()}
      closable={false}
      mask={{ closable: false }}
      width={420}
    >
      <p>{t("leave.text")}</p>
    </Modal>
  );
}
