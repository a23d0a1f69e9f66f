import type { AttachmentField } from "@/lib/form-runtime/definition";
import { later } from "../later";
import type { FileRef } from "./services";
import type { DisplayProps, FieldWidget } from "./types";

export const filesOf = (value: unknown): FileRef[] => (Array.isArray(value) ? (value as FileRef[]) : []);

/** Pictures among them open large in a viewer, which comes with the first files. */
const FileList = later(async () => (await import("./file-list")).FileList);

function AttachmentDisplay({ value, compact }: DisplayProps<AttachmentField>) {
  const files = filesOf(value);
  return (
    <div style={{ minHeight: compact ? 24 : files.length * 28 }}>
      <FileList files={files} compact={compact} />
    </div>
  );
}

export const attachmentWidget: FieldWidget<AttachmentField> = {
  Display: AttachmentDisplay,
};
