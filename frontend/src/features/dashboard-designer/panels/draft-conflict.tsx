/** Somebody else saved this draft in the meantime: theirs or mine, said clearly. */
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useDesigner } from "../model/context";

export function DraftConflict() {
  const { t } = useTranslation("dashdesign");
  const { draft } = useDesigner();
  const theirs = draft.conflict;
  if (!theirs) return null;
  return (
    <Modal
      open
      closable={false}
      title={t("conflict.title")}
      footer={[
        <Button key="theirs" onClick={() => draft.replace(theirs)}>
          {t("conflict.theirs")}
        </Button>,
        <Button key="mine" type="primary" danger onClick={() => void draft.overwrite()}>
          {t("conflict.mine")}
        </Button>,
      ]}
    >
      <p>{t("conflict.text")}</p>
    </Modal>
  );
}
