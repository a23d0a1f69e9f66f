import { Button, Modal, Skeleton } from "antd";
import { Suspense, lazy, useState } from "react";
import type { RichTextField } from "@/lib/form-runtime/definition";
import { htmlText } from "@/lib/form-runtime/html-text";
import type { InputProps } from "./types";

const Editor = lazy(() => import("./rich-text-editor"));

export function RichTextInput(props: InputProps<RichTextField>) {
  const [open, setOpen] = useState(false);
  const editor = (
    <Suspense fallback={<Skeleton active paragraph={{ rows: 3 }} title={false} />}>
      <Editor {...props} compact={false} />
    </Suspense>
  );
  if (!props.compact) return editor;
  const close = () => {
    setOpen(false);
    props.onBlur?.();
  };
  return (
    <>
      <Button
        type="text"
        id={props.id}
        aria-label={props.label}
        disabled={props.disabled}
        onClick={() => setOpen(true)}
      >
        {htmlText(String(props.value ?? ""))
          .replace(/\s+/g, " ")
          .slice(0, 200) || "—"}
      </Button>
      <Modal open={open} title={props.label} footer={null} width={720} destroyOnHidden onCancel={close}>
        {editor}
      </Modal>
    </>
  );
}
