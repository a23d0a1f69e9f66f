/** Carries out the presses of the buttons below it: asks first where that is wanted, then does it and tells. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { noChoice, renewFlows, useFlowStarts, type Chosen } from "@/lib/flow/queries";
import type { FlowButton } from "@/lib/flow/types";
import type { ButtonField, FormRuntime } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import type { RecordRow } from "@/lib/records/types";
import { later } from "@/ui/later";
import { usePrint } from "../printing/use-print";
import { PressContext, type PressServices, type PressState } from "./press-context";
import { useJudge } from "./use-judge";
import { usePressMany } from "./use-press-many";
import { usePressOne } from "./use-press-one";

const StartDialog = later(async () => (await import("../flow/start-dialog")).StartDialog);

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  zone: string;
  /** Something may have changed. */
  onDone: () => void;
  children: ReactNode;
}

interface Asked {
  button: ButtonField;
  start: FlowButton;
  count: number;
  go: (chosen: Chosen) => Promise<void>;
  key: string;
}

export function PressProvider({ app, form, runtime, zone, onDone, children }: Props) {
  const { t } = useTranslation("press");
  const label = useLabel();
  const client = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const starting = runtime.definition.fields.some(
    (field) => field.type === "button" && field.action.do === "flow",
  );
  const starts = useFlowStarts(starting ? app : "", form);
  const { print, dialog } = usePrint(app, form);
  const done = () => {
    onDone();
    void renewFlows(client);
  };
  const one = usePressOne({ app, form, runtime, print, onDone: done });
  const several = usePressMany({ app, form, print, onDone: done });
  const judge = useJudge(runtime, zone);

  const stateOf = useCallback(
    (row: RecordRow, button: ButtonField): PressState => {
      if (runtime.fields[button.key] !== "write") return { is: "gone", reason: "" };
      if (row._can && !row._can.write.includes(button.key)) return { is: "off", reason: t("no_right") };
      if (judge(row, button)) return { is: "ready", reason: "" };
      return {
        is: button.otherwise === "hide" ? "gone" : "off",
        reason: label(button.reason) || t("not_now"),
      };
    },
    [runtime, judge, label, t],
  );
  const ask = (button: ButtonField, count: number, key: string, go: Asked["go"]) => {
    const { action } = button;
    const flow = action.do === "flow" ? starts.data?.buttons.find((each) => each.flow === action.flow) : null;
    const start: FlowButton = {
      flow: flow?.flow ?? "",
      label: label(button.label) || button.key,
      confirm: label(button.confirm) || (flow?.confirm ?? null),
      chooses: flow?.chooses ?? [],
    };
    if (start.confirm || !noChoice(start.chooses)) setAsked({ button, start, count, go, key });
    else void carryOut(key, () => go({}));
  };
  const carryOut = async (key: string, go: () => Promise<void>) => {
    setBusy(key);
    try {
      await go();
    } finally {
      setBusy(null);
      setAsked(null);
    }
  };
  const services: PressServices = {
    stateOf,
    busy,
    press: (row, button) => ask(button, 1, `${row.id}:${button.key}`, (chosen) => one(row, button, chosen)),
    many: (ids, button, titleOf) =>
      ask(button, ids.length, `many:${button.key}`, (chosen) => several.run(ids, button, chosen, titleOf)),
  };
  return (
    <PressContext value={services}>
      {children}
      {asked && (
        <StartDialog
          button={asked.start}
          count={asked.count}
          busy={busy !== null}
          words={
            asked.button.action.do === "flow"
              ? undefined
              : {
                  title: asked.start.label,
                  ok: t("go"),
                  many: t("many", { count: asked.count }),
                }
          }
          onClose={() => setAsked(null)}
          onStart={(chosen) => void carryOut(asked.key, () => asked.go(chosen))}
        />
      )}
      {several.report}
      {dialog}
    </PressContext>
  );
}
