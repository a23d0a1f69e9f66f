import { useEffect, useState } from "react";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { Judge } from "@/lib/records/judge";

/** What the page can't know yet, the server says at the press. */
const all: Judge = () => true;

/** Judges the buttons of a form; the evaluator of formulas comes only where a button has a condition. */
export function useJudge(runtime: FormRuntime, zone: string): Judge {
  const [known, setKnown] = useState({ runtime, zone, judge: all });
  useEffect(() => {
    if (Object.keys(runtime.buttons ?? {}).length === 0) return undefined;
    let gone = false;
    void import("@/lib/records/judge").then(({ judgeOf }) => {
      if (!gone) setKnown({ runtime, zone, judge: judgeOf(runtime, zone) });
    });
    return () => {
      gone = true;
    };
  }, [runtime, zone]);
  return known.runtime === runtime && known.zone === zone ? known.judge : all;
}
