/** Files on their way to the server: progress, refusal with a reason, another try, giving up. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AttachmentField } from "@/lib/form-runtime/definition";
import { problemText } from "@/lib/problem-text";
import { useFieldServices, type FileRef } from "./services";

type Limits = Pick<AttachmentField, "max_files" | "max_mb" | "accept">;

export interface Running {
  key: number;
  file: File;
  fraction: number;
  problem: string | null;
  /** Another try may help (not for a file that is too large). */
  again: boolean;
}

/** Whether a file's name or type is among `.pdf`, `image/*`, `text/csv` … */
export function accepts(accept: string[] | null | undefined, file: { name: string; type: string }): boolean {
  if (!accept?.length) return true;
  return accept.some((rule) => {
    if (rule.startsWith(".")) return file.name.toLowerCase().endsWith(rule.toLowerCase());
    return rule.endsWith("/*") ? file.type.startsWith(rule.slice(0, -1)) : file.type === rule;
  });
}

let counter = 0;

export function useUploads(
  topic: string,
  field: Limits,
  files: FileRef[],
  onChange: (value: FileRef[] | null) => void,
) {
  const { t } = useTranslation("form");
  const services = useFieldServices();
  const [running, setRunning] = useState<Running[]>([]);
  const controllers = useRef(new Map<number, AbortController>());
  // Several uploads end one after the other: each must add to what the one before has made.
  const latest = useRef(files);
  useEffect(() => {
    latest.current = files;
  }, [files]);
  useEffect(() => {
    const open = controllers.current;
    return () => open.forEach((controller) => controller.abort());
  }, []);

  const change = (key: number, patch: Partial<Running>) =>
    setRunning((all) => all.map((upload) => (upload.key === key ? { ...upload, ...patch } : upload)));
  const drop = (key: number) => {
    controllers.current.get(key)?.abort();
    setRunning((all) => all.filter((upload) => upload.key !== key));
  };
  const send = async (upload: Running): Promise<boolean> => {
    const controller = new AbortController();
    controllers.current.set(upload.key, controller);
    try {
      const done = await services.upload(
        topic,
        upload.file,
        (fraction) => change(upload.key, { fraction }),
        controller.signal,
      );
      latest.current = [...latest.current, done];
      onChange(latest.current);
      drop(upload.key);
      return true;
    } catch (error) {
      if (controller.signal.aborted) return true; // taken away by hand
      change(upload.key, { problem: problemText(error), again: true });
      return false;
    }
  };
  const start = (upload: Running) => services.uploads.add(send(upload));
  const refusal = (file: File): string | null => {
    if (file.size > (field.max_mb ?? 20) * 1024 * 1024)
      return t("file.too_large", { size: field.max_mb ?? 20 });
    return accepts(field.accept, file) ? null : t("file.wrong_type");
  };
  const add = (chosen: File[]) => {
    const room = (field.max_files ?? 9) - latest.current.length - running.length;
    const next = chosen.slice(0, Math.max(room, 0)).map((file): Running => {
      counter += 1;
      return { key: counter, file, fraction: 0, problem: refusal(file), again: false };
    });
    if (next.length === 0) return;
    setRunning((all) => [...all, ...next]);
    for (const upload of next) if (upload.problem === null) start(upload);
  };
  const retry = (key: number) => {
    const upload = running.find((each) => each.key === key);
    if (!upload) return;
    change(key, { problem: null, fraction: 0 });
    start(upload);
  };
  return { running, add, drop, retry };
}
