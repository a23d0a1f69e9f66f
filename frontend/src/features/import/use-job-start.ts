import { useEffect, useRef, useState } from "react";
import { api } from "@/lib/api";
import type { Job } from "@/lib/types";
import { planOf } from "./plan";
import type { Draft, Upload } from "./types";

/** Sends the plan (a mended file keeps that of its import) and starts a job of the import, once per visit of a step. */
export function useJobStart(app: string, upload: Upload, draft: Draft | null, act: "check" | "run") {
  const [job, setJob] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const started = useRef(-1);
  useEffect(() => {
    if (started.current === round) return;
    started.current = round;
    const path = `/apps/${app}/imports/${upload.id}`;
    const start = async () => {
      try {
        if (draft) await api.post(`${path}:plan`, planOf(upload, draft));
        setJob((await api.post<Job>(`${path}:${act}`)).id);
      } catch (problem) {
        setError(problem);
      }
    };
    void start();
  }, [app, upload, draft, act, round]);
  return {
    job,
    error,
    again: () => {
      setError(null);
      setJob(null);
      setRound((before) => before + 1);
    },
  };
}
