/** The address behind the chosen words; an empty one takes the link away. */
import { Button, Input, Popover } from "antd";
import type { Editor } from "@tiptap/react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./rich-text.module.css";

interface Props {
  editor: Editor;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** `www.example.com` is meant as https. */
const whole = (text: string): string => (/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);

function Form({ editor, onClose }: Pick<Props, "editor" | "onClose">) {
  const { t } = useTranslation("form");
  const [text, setText] = useState(String(editor.getAttributes("link").href ?? ""));
  const apply = () => {
    const address = text.trim();
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!address) chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive("link"))
      chain
        .insertContent({
          type: "text",
          text: address,
          marks: [{ type: "link", attrs: { href: whole(address) } }],
        })
        .run();
    else chain.setLink({ href: whole(address) }).run();
    onClose();
  };
  return (
    <div className={styles.linkBox}>
      <Input
        autoFocus
        value={text}
        placeholder="https://"
        aria-label={t("rich.address")}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={(event) => {
          event.preventDefault();
          apply();
        }}
      />
      <Button type="primary" onClick={apply}>
        {t("rich.apply")}
      </Button>
    </div>
  );
}

export function LinkBox({ editor, open, onClose, children }: Props) {
  return (
    <Popover
      open={open}
      trigger="click"
      destroyOnHidden
      content={<Form editor={editor} onClose={onClose} />}
      onOpenChange={(next) => !next && onClose()}
    >
      {children}
    </Popover>
  );
}
