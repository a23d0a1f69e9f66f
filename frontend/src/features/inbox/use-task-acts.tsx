/** Doing something with a task, and what follows: the next one, a way back, or who was faster. */
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { api, ApiProblem } from "@/lib/api";
import { useTaskVerb } from "@/lib/flow/queries";
import type { Task } from "@/lib/flow/types";
import type { Deciding } from "@/lib/flow/verbs";
import { problemText } from "@/lib/problem-text";
import type { LiveForm } from "@/ui/form-view/use-live-form";
import { useToast } from "@/ui/use-toast";
import { useInboxPlace } from "./place";

const BACK_SECONDS = 8;

export interface TaskActs {
  busy: boolean;
  decide: (verb: Deciding, comment: string, chosen: string[]) => Promise<void>;
  /** Throws what was refused, but for «somebody was faster», which is told and moves on. */
  act: (verb: string, body: Record<string, unknown>, of?: string) => Promise<void>;
}

/** What was decided last, in words: «Wang has approved». */
async function whoWasFaster(id: string): Promise<string> {
  try {
    const { timeline } = await api.get<Task>(`/tasks/${id}`);
    return timeline.filter((fact) => fact.kind === "decided").at(-1)?.text ?? "";
  } catch {
    return ""; // the sentence of the refusal must do
  }
}

/** Only the instance as it is now knows whether nothing behind the step has happened yet. */
async function canTakeBack(id: string): Promise<boolean> {
  try {
    return (await api.get<Task>(`/tasks/${id}`)).verbs.some(({ verb }) => verb === "take_back");
  } catch {
    return false; // decided is decided; the way back is only not offered
  }
}

/** Verbs after which this task is no longer mine to do. */
const LEAVING = new Set(["return", "resubmit", "transfer", "read", "decide"]);
const REST: Partial<Record<Deciding, string>> = { resubmit: "resubmit", read: "read" };

export function useTaskActs(task: Task, form: LiveForm | null): TaskActs {
  const { t } = useTranslation("inbox");
  const { message } = App.useApp();
  const toast = useToast();
  const { moveOn } = useInboxPlace();
  const verb = useTaskVerb();

  const tooLate = (error: unknown): boolean => {
    if (!(error instanceof ApiProblem) || error.code !== "task_closed") return false;
    void whoWasFaster(task.id).then((last) =>
      message.warning({ content: [problemText(error), last].filter(Boolean).join(" "), duration: 8 }),
    );
    moveOn(task.id);
    return true;
  };
  const offerWayBack = async (chosenVerb: Deciding, text: string) => {
    const undoable = chosenVerb === "approve" || chosenVerb === "reject";
    if (!undoable || !(await canTakeBack(task.id))) {
      toast.done(text);
      return;
    }
    const close = message.success({
      duration: BACK_SECONDS,
      content: (
        <>
          {text}
          <Button
            type="link"
            size="small"
            onClick={() => {
              close();
              verb
                .mutateAsync({ id: task.id, verb: "take-back", body: {} })
                .then(() => toast.done(t("done.take_back")), toast.failed);
            }}
          >
            {t("verb.take_back")}
          </Button>
        </>
      ),
    });
  };
  const decide = async (chosenVerb: Deciding, comment: string, chosen: string[]) => {
    const wants = chosenVerb !== "reject" && chosenVerb !== "read";
    const changed = form && wants ? await form.ready() : {};
    if (changed === null) return;
    const record =
      form && wants && Object.keys(changed).length > 0 ? { version: form.version, ...changed } : null;
    const rest = REST[chosenVerb];
    const body = {
      ...(rest ? {} : { verb: chosenVerb }),
      ...(comment ? { comment } : {}),
      ...(record ? { record } : {}),
      ...(!rest && chosen.length > 0 && chosenVerb !== "reject" ? { chosen } : {}),
    };
    try {
      await verb.mutateAsync({ id: task.id, verb: rest ?? "decide", body });
      form?.settle();
      void offerWayBack(chosenVerb, t(`done.${chosenVerb}`));
      moveOn(task.id);
    } catch (error) {
      if (!tooLate(error) && !form?.refuse(error)) toast.failed(error);
    }
  };
  const act = async (name: string, body: Record<string, unknown>, of = task.id) => {
    try {
      await verb.mutateAsync({ id: of, verb: name, body });
    } catch (error) {
      if (tooLate(error)) return;
      throw error;
    }
    toast.done(t(`done.${name.replace("-", "_")}`));
    if (LEAVING.has(name)) moveOn(task.id);
  };
  return { busy: verb.isPending || form?.waiting === true, decide, act };
}
