import { Checkbox, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useToast } from "@/ui/use-toast";

export interface ViewWish {
  kind: "new" | "rename";
  label: string;
  shared: boolean;
}

interface Props {
  wish: ViewWish;
  canShare: boolean;
  onClose: () => void;
  onSubmit: (label: string, shared: boolean) => Promise<void>;
}

/** The name of a view, and whether everybody has it. */
export function ViewDialog({ wish, canShare, onClose, onSubmit }: Props) {
  const { t } = useTranslation("records");
  const toast = useToast();
  const [name, setName] = useState(wish.label);
  const [shared, setShared] = useState(wish.shared);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (name.trim() === "") return;
    setBusy(true);
    try {
      await onSubmit(name.trim(), shared);
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t(wish.kind === "new" ? "view.save_as" : "view.rename")}
      okText={t("view.save")}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: name.trim() === "" }}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => void submit()}
      width={420}
    >
      <Form layout="vertical" onFinish={() => void submit()}>
        <Form.Item label={t("view.name")} htmlFor="view-name" required>
          <Input
            id="view-name"
            autoFocus
            maxLength={100}
            value={name}
            placeholder={t("view.name_example")}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
        {canShare && (
          <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
            {t("view.share")}
          </Checkbox>
        )}
      </Form>
    </Modal>
  );
}
