/** Somebody else saved this draft in the meantime: theirs or mine, said clearly. */
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { DraftOnServer, DraftState } from "@/lib/draft/use-draft";

interface Props<D, Draft extends DraftOnServer<D>> {
  draft: Pick<DraftState<D, Draft>, "conflict" | "replace" | "overwrite">;
}

export function DraftConflict<D, Draft extends DraftOnServer<D>>({ draft }: Props<D, Draft>) {
  const { t } = useTranslation("drafting");
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
