/** Pictures: a gallery of small ones that open large, added from the disk, the clipboard or the camera. */
import type { ImageField } from "@/lib/form-runtime/definition";
import styles from "./image.module.css";
import { later } from "../later";
import type { FileRef } from "./services";
import type { DisplayProps, FieldWidget } from "./types";

export const filesOf = (value: unknown): FileRef[] => (Array.isArray(value) ? (value as FileRef[]) : []);

/** A viewer of pictures is large: it comes with the first of them, and finds its place kept. */
const Gallery = later(async () => (await import("./gallery")).Gallery);

function ImageDisplay({ value, compact }: DisplayProps<ImageField>) {
  return (
    <span className={compact ? styles.compact : styles.gallery} style={{ minHeight: compact ? 28 : 96 }}>
      <Gallery files={filesOf(value)} compact={compact} />
    </span>
  );
}

export const imageWidget: FieldWidget<ImageField> = { Display: ImageDisplay };
