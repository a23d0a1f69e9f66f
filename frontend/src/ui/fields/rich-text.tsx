/** Formatted text. The editor is a large library: it comes when somebody writes. */
import type { RichTextField } from "@/lib/form-runtime/definition";
import { htmlText } from "@/lib/form-runtime/html-text";
import { RichTextView } from "./rich-text-view";
import type { FieldWidget } from "./types";

export const richTextWidget: FieldWidget<RichTextField> = {
  Display: ({ value, compact }) =>
    compact ? (
      <>{htmlText(String(value)).replace(/\s+/g, " ").slice(0, 300)}</>
    ) : (
      <RichTextView html={String(value)} />
    ),
};
