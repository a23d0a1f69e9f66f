/** Looks for a code in the camera's picture. Loaded when somebody scans. */
import { Modal } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./barcode.module.css";
import { detectorFor, type Look } from "./code-detector";

interface Props {
  title: string;
  formats: string[];
  onFound: (text: string) => void;
  onClose: () => void;
}
type Trouble = "no_camera" | "no_reader" | null;

const PAUSE_MS = 120;

/** Rejects when there is no camera, or the person doesn't allow it. */
function camera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
}

export default function Scanner({ title, formats, onFound, onClose }: Props) {
  const { t } = useTranslation("form");
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<Trouble>(null);
  const tell = useRef(onFound);
  useEffect(() => {
    tell.current = onFound;
  }, [onFound]);
  const wanted = formats.join(",");
  useEffect(() => {
    let gone = false;
    let stream: MediaStream | undefined;
    const watch = async (look: Look, element: HTMLVideoElement): Promise<void> => {
      while (!gone) {
        const text = element.readyState >= 2 ? await look(element) : null;
        if (gone) return;
        if (text) {
          navigator.vibrate?.(50);
          tell.current(text);
          return;
        }
        await new Promise((again) => setTimeout(again, PAUSE_MS));
      }
    };
    const start = async () => {
      const look = await detectorFor(wanted ? wanted.split(",") : []).catch(() => null);
      if (!look) return setTrouble("no_reader");
      stream = await camera();
      const element = video.current;
      if (gone || !element) return stop();
      element.srcObject = stream;
      await element.play();
      return watch(look, element);
    };
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    start().catch(() => !gone && setTrouble("no_camera"));
    return () => {
      gone = true;
      stop();
    };
  }, [wanted]);
  return (
    <Modal open title={t("scan.title", { field: title })} footer={null} onCancel={onClose}>
      {trouble === null ? (
        <>
          <video ref={video} className={styles.video} muted playsInline aria-label={t("scan.camera")} />
          <p className={styles.hint}>{t("scan.hint")}</p>
        </>
      ) : (
        <p className={styles.problem} role="alert">
          {t(`scan.${trouble}`)}
        </p>
      )}
    </Modal>
  );
}
