import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { isGroup } from "@/lib/navigation";
import type { Label } from "@/lib/types";
import { LabelInput } from "@/ui/label-input";
import { add, rename, type Row } from "./nav-edit";

export type NavNaming = { kind: "group" } | { kind: "link" } | { kind: "rename"; row: Row };

interface Props {
  naming: NavNaming | null;
  rows: Row[];
  onClose: () => void;
  onChange: (rows: Row[]) => void;
}

interface Values {
  label: Label;
  link?: string;
}

function nameOf(naming: NavNaming | null): Label | undefined {
  if (naming?.kind !== "rename") return undefined;
  const { item } = naming.row;
  return isGroup(item) ? item.group : item.label;
}

export function NavNameDialog({ naming, rows, onClose, onChange }: Props) {
  const { t } = useTranslation("settings");
  const [form] = Form.useForm<Values>();
  const finish = ({ label, link }: Values) => {
    if (naming?.kind === "group") onChange(add(rows, { group: label, items: [] }));
    if (naming?.kind === "link" && link) onChange(add(rows, { link, label }));
    if (naming?.kind === "rename") onChange(rename(rows, naming.row.id, label));
    onClose();
  };
  return (
    <Modal
      open={naming !== null}
      title={t(`navigation.dialog_${naming?.kind ?? "group"}`)}
      okText={t("ok")}
      onCancel={onClose}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <Form
        key={naming?.kind === "rename" ? naming.row.id : naming?.kind}
        form={form}
        name="nav"
        layout="vertical"
        preserve={false}
        requiredMark={false}
        initialValues={{ label: nameOf(naming) }}
        onFinish={finish}
        style={{ marginTop: 16 }}
      >
        <Form.Item
          name="label"
          label={t("navigation.name")}
          rules={[{ required: true, message: t("navigation.name_required") }]}
        >
          <LabelInput autoFocus />
        </Form.Item>
        {naming?.kind === "link" && (
          <Form.Item
            name="link"
            label={t("navigation.address")}
            rules={[
              { required: true, message: t("navigation.address_required") },
              { type: "url", message: t("navigation.address_wrong") },
            ]}
          >
            <Input placeholder="https://" inputMode="url" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
