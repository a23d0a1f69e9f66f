/** One flow that runs or ran: who has it now, what it holds back, its history, and what I may do about it. */
import { Button } from "antd";
import { ExternalLink, MessageSquare, Undo2, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useInstanceVerb } from "@/lib/flow/queries";
import type { Instance } from "@/lib/flow/types";
import { useToast } from "../use-toast";
import styles from "./flow.module.css";
import { HeldChanges } from "./held-changes";
import { NowList } from "./now-list";
import { PeopleDialog, type Asked } from "./people-dialog";
import { Timeline } from "./timeline";

type Act = "withdraw" | "comment" | "cc" | "urge";

interface Props {
  instance: Instance;
  /** Links to the page with the drawn graph. */
  link?: boolean;
}

export function InstanceSummary({ instance, link = true }: Props) {
  const { t } = useTranslation("flows");
  return (
    <div className={styles.summary}>
      {instance.held.length > 0 && instance.form && instance.status === "running" && (
        <section className={styles.block} aria-label={t("held.waits")}>
          <h4 className={styles.subhead}>{t("held.waits")}</h4>
          <HeldChanges app={instance.app.key} form={instance.form.key} held={instance.held} />
        </section>
      )}
      <InstanceActs instance={instance} link={link} />
      <section className={styles.block} aria-label={t("timeline.label")}>
        <h4 className={styles.subhead}>{t("timeline.label")}</h4>
        <Timeline facts={instance.timeline} />
      </section>
    </div>
  );
}

/** Who has it now with «urge», and the buttons of what is allowed: comment, CC, withdraw. */
function InstanceActs({ instance, link }: Props) {
  const { t } = useTranslation("flows");
  const toast = useToast();
  const verb = useInstanceVerb();
  const [open, setOpen] = useState<Act | null>(null);
  const can = (act: Act) => instance.can.includes(act);
  const run = async (act: Act, asked: Asked) => {
    const { people, comment } = asked;
    const body =
      act === "comment"
        ? { text: comment }
        : { ...(act === "cc" ? { people } : {}), ...(comment ? { comment } : {}) };
    await verb.mutateAsync({ id: instance.id, verb: act, body });
    toast.done(t(`done.${act}`));
  };
  return (
    <>
      <NowList
        now={instance.now}
        busy={verb.isPending}
        onUrge={
          can("urge")
            ? () => void run("urge", { people: [], comment: "", choices: [] }).catch(toast.failed)
            : null
        }
      />
      <div className={styles.acts}>
        {can("comment") && (
          <Button size="small" icon={<MessageSquare size={14} />} onClick={() => setOpen("comment")}>
            {t("verb.comment")}
          </Button>
        )}
        {can("cc") && (
          <Button size="small" icon={<UserPlus size={14} />} onClick={() => setOpen("cc")}>
            {t("verb.cc")}
          </Button>
        )}
        {can("withdraw") && (
          <Button size="small" icon={<Undo2 size={14} />} onClick={() => setOpen("withdraw")}>
            {t("verb.withdraw")}
          </Button>
        )}
        {link && (
          <Link className={styles.who} to={`/flow-instances/${instance.id}`}>
            <ExternalLink size={14} aria-hidden />
            {t("open_instance")}
          </Link>
        )}
      </div>
      {open && (
        <PeopleDialog
          title={t(`verb.${open}`)}
          text={t(`about.${open}`)}
          action={t(`verb.${open}`)}
          danger={open === "withdraw"}
          people={open === "cc" ? { label: t("dialog.cc"), many: true } : null}
          comment={open === "comment" ? "required" : "optional"}
          onClose={() => setOpen(null)}
          onDo={(asked) => run(open, asked)}
        />
      )}
    </>
  );
}
