/** Somebody else saved this draft in the meantime: theirs or mine, said clearly. */
import { Button, Modal } from "antd";
import type { DraftOnServer, DraftState } from "@/lib/draft/use-draft";

interface Props<D, Draft extends DraftOnServer<D>> {
  draft: Pick<DraftState<D, Draft>, "conflict" | "replace" | "overwrite">;
  words: { title: string; text: string; theirs: string; mine: string };
}

export function DraftConflict<D, Draft extends DraftOnServer<D>>({ draft, words }: Props<D, Draft>) {
  const theirs = draft.conflict;
  if (!theirs) return null;
  return (
    <Modal
      open
      closable={false}
      title={words.title}
      footer={[
        <Button key="theirs" onClick={() => draft.replace(theirs)}>
          {words.theirs}
        </Button>,
        <Button key="mine" type="primary" danger onClick={() => void draft.overwrite()}>
          {words.mine}
        </Button>,
      ]}
    >
      <p>{words.text}</p>
    </Modal>
  );
}
