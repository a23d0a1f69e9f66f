import { Modal } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import type { LiveForm } from "./use-live-form";

/** Leaving with something unsaved: stay, or go and find the draft again next time. */
export function LeaveDialog({ form: { dirty, unsaved } }: { form: Pick<LiveForm, "dirty" | "unsaved"> }) {
  const { t } = useTranslation("form");
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => unsaved() && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!dirty) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
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
