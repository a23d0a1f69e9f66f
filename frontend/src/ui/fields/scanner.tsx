/** Looks for a code in the camera's picture, with the browser's own detector. Loaded when somebody scans. */
import { Modal } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./barcode.module.css";

/** As far as it is used here; not yet in TypeScript's own list of browser interfaces. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options?: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

interface Props {
  title: string;
  formats: string[];
  onFound: (text: string) => void;
  onClose: () => void;
}
type Trouble = "no_camera" | "no_detector" | null;

const PAUSE_MS = 120;

const detectorClass = (): DetectorClass | undefined =>
  (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

async function detectorFor(formats: string[]): Promise<Detector | null> {
  const Found = detectorClass();
  if (!Found) return null;
  const supported = await Found.getSupportedFormats();
  const wanted = formats.length ? formats.filter((format) => supported.includes(format)) : supported;
  return wanted.length ? new Found({ formats: wanted }) : null;
}

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
    const look = async (detector: Detector, element: HTMLVideoElement): Promise<void> => {
      while (!gone) {
        const [found] = element.readyState >= 2 ? await detector.detect(element) : [];
        if (gone) return;
        if (found?.rawValue) {
          navigator.vibrate?.(50);
          tell.current(found.rawValue);
          return;
        }
        await new Promise((again) => setTimeout(again, PAUSE_MS));
      }
    };
    const start = async () => {
      const detector = await detectorFor(wanted ? wanted.split(",") : []);
      if (!detector) return setTrouble("no_detector");
      stream = await camera();
      const element = video.current;
      if (gone || !element) return stop();
      element.srcObject = stream;
      await element.play();
      return look(detector, element);
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
