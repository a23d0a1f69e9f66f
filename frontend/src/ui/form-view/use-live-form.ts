/** A form being filled in, whoever sends it: the engine, the draft, what stands in the way, the server's verdict. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/lib/api";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { dropDraft, keepDraft, keptDraft } from "@/lib/form-runtime/drafts";
import { FormEngine } from "@/lib/form-runtime/engine";
import type { EngineContext, Values } from "@/lib/form-runtime/engine-types";
import { givenOver } from "@/lib/form-runtime/creating";
import { defaultsOf } from "@/lib/form-runtime/opening";
import { draftOf, isDirty, payloadOf } from "@/lib/form-runtime/payload";
import { placeRefusals } from "@/lib/form-runtime/server-issues";
import { useHeld } from "@/lib/use-held";
import type { FieldServices } from "@/ui/fields/services";
import { useOfForm } from "./engine-context";
import { focusPlace } from "./place-id";

interface Input {
  runtime: FormRuntime;
  context: EngineContext;
  services: FieldServices;
  /** The stored record with plain ids (`valuesOf`); another object begins anew. Null: a new record. */
  record: Values | null;
  /** Values a new record starts with, over its defaults. */
  preset?: Values;
  /** Of the stored record; a draft of another one is not restored. */
  version: number;
  draftKey: string;
}

export interface LiveForm {
  engine: FormEngine;
  version: number;
  dirty: boolean;
  /** Leaving now would lose something. */
  unsaved: () => boolean;
  /** Sending waits for files on their way. */
  waiting: boolean;
  tried: boolean;
  /** What is wrong and belongs to no field. */
  general: string[];
  restored: boolean;
  /** The changed fields to send, once all files have arrived; null when something is wrong (and shown). */
  ready: () => Promise<Values | null>;
  /** Shows what the server refused at its places; false when none of it belongs here. */
  refuse: (error: unknown) => boolean;
  tell: (sentence: string) => void;
  /** It is saved: nothing to be asked about, no draft to be kept. */
  settle: () => void;
  startOver: () => void;
}

const DRAFT_PAUSE = 600;

function begin({ runtime, context, record, preset, version, draftKey }: Input): FormEngine {
  const defaults = record ? {} : defaultsOf(runtime, runtime.definition.fields, context, null);
  const kept = keptDraft(draftKey, version)?.values ?? {};
  const given = givenOver(defaults, { ...preset, ...kept });
  const engine = new FormEngine(
    runtime,
    record ?? { ...defaults, ...preset },
    context,
    record === null,
    given,
  );
  for (const [key, value] of Object.entries(kept)) {
    if (engine.index.get(key)?.field.type === "subform")
      engine.setRows(key, Array.isArray(value) ? value : []);
    else engine.set(key, value);
  }
  return engine;
}

export function useLiveForm(input: Input): LiveForm {
  const { runtime, record, services, version, draftKey } = input;
  const { t } = useTranslation("form");
  const [restored, setRestored] = useState(() => keptDraft(draftKey, version) !== null);
  const [engine, beginAnew] = useHeld([runtime, record], () => begin(input));
  const dirty = useOfForm(engine, () => isDirty(engine));
  const [waiting, setWaiting] = useState(false);
  const [general, setGeneral] = useState<string[]>([]);
  const [tried, setTried] = useState(false);

  // What was typed last is kept also when the form goes away before the pause is over: the session ended, say.
  const unkept = useRef<(() => void) | null>(null);
  // The page may leave before React has drawn the saved state: what is saved is not asked about.
  const settled = useRef(false);
  const drafted = useRef<FormEngine | null>(null);
  useEffect(() => {
    unkept.current = null;
    settled.current = false;
    if (!dirty) {
      // Typed and taken back: nothing is left to be restored.
      if (drafted.current === engine) dropDraft(draftKey);
      return undefined;
    }
    drafted.current = engine;
    let timer = 0;
    const keep = () => {
      unkept.current = null;
      if (settled.current) return;
      keepDraft(draftKey, version, draftOf(engine));
    };
    const wait = () => {
      unkept.current = keep;
      settled.current = false;
      clearTimeout(timer);
      timer = window.setTimeout(keep, DRAFT_PAUSE);
    };
    wait();
    const quit = engine.subscribe("*", wait);
    return () => {
      clearTimeout(timer);
      quit();
    };
  }, [dirty, engine, draftKey, version]);
  useEffect(() => () => unkept.current?.(), []);

  const settle = (): void => {
    unkept.current = null;
    settled.current = true;
    dropDraft(draftKey);
  };
  const ready = async (): Promise<Values | null> => {
    (document.activeElement as HTMLElement | null)?.blur();
    setWaiting(true);
    const arrived = await services.uploads.arrived();
    setWaiting(false);
    engine.setServerIssues(new Map());
    engine.revealIssues();
    setTried(true);
    setGeneral(arrived ? [] : [t("file.failed")]);
    if (!arrived) return null;
    const [blocking] = engine.issues().filter(({ issue }) => issue.level === "block");
    if (!blocking) return payloadOf(engine);
    focusPlace(blocking.path, engine);
    return null;
  };
  const refuse = (error: unknown): boolean => {
    const problems = error instanceof ApiProblem ? error.errors : [];
    const { placed, general: sentences } = placeRefusals(engine, problems);
    if (placed.size + sentences.length === 0) return false;
    engine.setServerIssues(placed);
    setTried(true);
    setGeneral(sentences);
    const [first] = placed.keys();
    if (first) requestAnimationFrame(() => focusPlace(first, engine));
    return true;
  };
  return {
    engine,
    version,
    dirty,
    unsaved: () => dirty && !waiting && !settled.current,
    waiting,
    tried,
    general,
    restored: restored && dirty,
    ready,
    refuse,
    tell: (sentence) => setGeneral([sentence]),
    settle,
    startOver: () => {
      settle();
      setGeneral([]);
      setTried(false);
      setRestored(false);
      beginAnew();
    },
  };
}
