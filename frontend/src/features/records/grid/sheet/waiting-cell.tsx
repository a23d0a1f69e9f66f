/** Over a cell whose control is still on its way: what is typed here is typed there, input methods included. */
import { useEffect, useEffectEvent, useLayoutEffect, useRef, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Place, Step } from "./cell-editor";
import styles from "./sheet.module.css";

interface Props {
  name: string;
  place: Place;
  /** The control is here and takes over, unless a word is just being composed. */
  arrived: boolean;
  onReady: (typed: string) => void;
  /** Enter or Tab came first, or a click elsewhere: what was typed is taken as pasted text is. */
  onText: (text: string, step: Step | null) => void;
  onCancel: () => void;
}

export function WaitingCell({ name, place, arrived, onReady, onText, onCancel }: Props) {
  const { t } = useTranslation("records");
  const box = useRef<HTMLInputElement>(null);
  const composing = useRef(false);
  const over = useRef(false);
  useLayoutEffect(() => box.current?.focus(), []);
  const end = (act: (text: string) => void) => {
    if (over.current) return;
    over.current = true;
    act(box.current?.value ?? "");
  };
  const handOver = useEffectEvent(() => {
    // one step: a key that came between what is read here and the control's focus would be nobody's
    if (arrived && !composing.current) queueMicrotask(() => flushSync(() => end(onReady)));
  });
  useEffect(() => handOver(), [arrived]);
  const leave = (step: Step | null) => end((text) => (text || step ? onText(text, step) : onCancel()));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") end(onCancel);
    else if (event.key === "Enter") leave({ row: event.shiftKey ? -1 : 1, column: 0 });
    else if (event.key === "Tab") leave({ row: 0, column: event.shiftKey ? -1 : 1 });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="group"
      aria-label={t("sheet.editing", { name })}
      className={styles.editor}
      style={{ top: place.top, left: place.left, width: place.width, minHeight: place.height }}
      data-editor
    >
      <input
        ref={box}
        aria-label={name}
        className={styles.waiting}
        onCompositionStart={() => (composing.current = true)}
        onCompositionEnd={() => {
          composing.current = false;
          if (arrived) end(onReady);
        }}
        onBlur={() => leave(null)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
