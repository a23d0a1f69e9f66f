/** The dialogs of everything that isn't approve or reject. */
import { useTranslation } from "react-i18next";
import type { Task, VerbOffer } from "@/lib/flow/types";
import type { Aside } from "@/lib/flow/verbs";
import { PeopleDialog, type Asked } from "@/ui/flow/people-dialog";
import { RemoveSignerDialog } from "./remove-signer-dialog";
import { ReturnDialog } from "./return-dialog";
import type { TaskActs } from "./use-task-acts";

interface Props {
  task: Task;
  offer: VerbOffer & { verb: Aside };
  acts: TaskActs;
  onClose: () => void;
}

const WITH_PEOPLE = new Set<Aside>(["transfer", "delegate", "add_before", "add_after", "cc"]);
const MANY = new Set<Aside>(["add_before", "add_after", "cc"]);
const MODES = ["all", "any", "sequential"] as const;

export function AsideDialog({ task, offer, acts, onClose }: Props) {
  const { t } = useTranslation("inbox");
  const { verb } = offer;
  if (verb === "return") return <ReturnDialog task={task} offer={offer} acts={acts} onClose={onClose} />;
  if (verb === "remove_signer") return <RemoveSignerDialog offer={offer} acts={acts} onClose={onClose} />;
  const adding = verb === "add_before" || verb === "add_after";
  const both = adding && ["add_before", "add_after"].every((one) => task.verbs.some((v) => v.verb === one));
  const send = ({ people, comment, choices }: Asked): Promise<void> => {
    const said = comment ? { comment } : {};
    const to = people[0];
    if (verb === "comment") return acts.act("comment", { text: comment });
    if (verb === "transfer" || verb === "delegate") return acts.act(verb, { to, ...said });
    if (verb === "cc") return acts.act("cc", { people, ...said });
    if (adding) {
      const place = both ? choices[0] : verb === "add_before" ? "before" : "after";
      const mode = choices.at(-1);
      return acts.act("add-signers", { people, place, mode, ...said });
    }
    return acts.act(verb.replace("_", "-"), said);
  };
  const places = {
    label: t("signers.place"),
    options: (["before", "after"] as const).map((place) => ({
      value: place,
      label: t(`signers.${place}`),
    })),
  };
  const modes = {
    label: t("signers.mode"),
    options: MODES.map((mode) => ({ value: mode, label: t(`signers.${mode}`) })),
  };
  return (
    <PeopleDialog
      title={t(`verb.${verb}`)}
      text={t(`about.${verb}`)}
      action={t(`verb.${verb}`)}
      danger={verb === "withdraw"}
      people={WITH_PEOPLE.has(verb) ? { label: t(`people.${verb}`), many: MANY.has(verb) } : null}
      choices={adding ? (both ? [places, modes] : [modes]) : []}
      comment={verb === "comment" || offer.comment === "required" ? "required" : "optional"}
      onClose={onClose}
      onDo={send}
    />
  );
}
