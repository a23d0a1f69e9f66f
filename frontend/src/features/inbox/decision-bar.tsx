/** The bar below a to-do: a comment, the deciding buttons, everything else in a menu. */
import { Button, Dropdown, Input, type GetRef } from "antd";
import { Check, CircleCheck, Ellipsis, Eye, Send, X, type LucideIcon } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { arrange, type Aside, type Deciding } from "@/lib/flow/verbs";
import type { Task, VerbOffer } from "@/lib/flow/types";
import { usePhone } from "@/lib/use-media";
import { growing } from "@/lib/growing";
import { WhoPicker } from "@/ui/flow/people-dialog";
import type { LiveForm } from "@/ui/form-view/use-live-form";
import { useToast } from "@/ui/use-toast";
import { AsideDialog } from "./aside-dialog";
import { useDecideKeys } from "./use-decide-keys";
import { useTaskActs } from "./use-task-acts";
import styles from "./inbox.module.css";

const ICONS: Record<Deciding, LucideIcon> = {
  approve: Check,
  submit: Send,
  resubmit: Send,
  done: CircleCheck,
  read: Eye,
  reject: X,
};

export function DecisionBar({ task, form }: { task: Task; form: LiveForm | null }) {
  const { t } = useTranslation("inbox");
  const toast = useToast();
  const phone = usePhone();
  const acts = useTaskActs(task, form);
  const [comment, setComment] = useState("");
  const [lacking, setLacking] = useState<Deciding | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [aside, setAside] = useState<(VerbOffer & { verb: Aside }) | null>(null);
  const box = useRef<GetRef<typeof Input.TextArea>>(null);
  const bar = useRef<HTMLElement>(null);
  const { deciding, aside: others } = arrange(task.verbs);
  const focusOn = (verb: string) => bar.current?.querySelector<HTMLElement>(`[data-verb="${verb}"]`)?.focus();

  const decide = (offer: VerbOffer & { verb: Deciding }) => {
    const said = comment.trim();
    if (offer.comment === "required" && said === "") {
      setLacking(offer.verb);
      box.current?.focus();
      return;
    }
    setLacking(null);
    void acts.decide(offer.verb, said, chosen);
  };
  const agree = deciding.find((offer) => offer.verb !== "reject");
  const refuse = deciding.find((offer) => offer.verb === "reject");
  useDecideKeys({
    agree: agree ? () => focusOn(agree.verb) : null,
    refuse: refuse ? () => (setLacking(null), box.current?.focus()) : null,
  });
  if (task.verbs.length === 0) return null;
  const direct = (verb: Aside) => verb === "urge";
  const takesComment = deciding.some((offer) => offer.verb !== "read");
  return (
    <footer ref={bar} className={styles.bar} aria-label={t("bar")}>
      {task.choose && agree && (
        <div className={styles.field}>
          {t("choose_next")}
          <WhoPicker
            label={t("choose_next")}
            many
            among={task.choose.among}
            value={chosen}
            onChange={setChosen}
          />
        </div>
      )}
      {takesComment && (
        <div className={styles.comment}>
          <Input.TextArea
            ref={box}
            value={comment}
            maxLength={4000}
            styles={{ textarea: growing(1, 5) }}
            status={lacking ? "error" : undefined}
            placeholder={t("comment.placeholder")}
            aria-label={t("comment.label")}
            aria-describedby={lacking ? "comment-lacking" : undefined}
            onChange={(event) => {
              setComment(event.target.value);
              setLacking(null);
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
              const offer = deciding.find((one) => one.verb === lacking) ?? agree;
              if (offer) decide(offer);
            }}
          />
          {lacking && (
            <p id="comment-lacking" className={styles.lacking} role="alert">
              {t(`comment.required_${lacking === "reject" ? "reject" : "step"}`)}
            </p>
          )}
        </div>
      )}
      <div className={styles.buttons}>
        {others.length > 0 && (
          <Dropdown
            trigger={["click"]}
            placement="topLeft"
            menu={{
              items: others.map((offer) => ({ key: offer.verb, label: t(`verb.${offer.verb}`) })),
              onClick: ({ key }) => {
                const offer = others.find((one) => one.verb === key);
                if (!offer) return;
                if (direct(offer.verb)) void acts.act("urge", {}).catch(toast.failed);
                else setAside(offer);
              },
            }}
          >
            <Button icon={<Ellipsis size={16} />} aria-label={phone ? t("more_verbs") : undefined}>
              {phone ? null : t("more_verbs")}
            </Button>
          </Dropdown>
        )}
        <span className={styles.gap} />
        {refuse && (
          <Button
            danger
            size={phone ? "large" : "middle"}
            icon={<X size={16} />}
            data-verb="reject"
            disabled={acts.busy}
            title={t("key.reject")}
            onClick={() => decide(refuse)}
          >
            {t("verb.reject")}
          </Button>
        )}
        {deciding
          .filter((offer) => offer.verb !== "reject")
          .map((offer) => {
            const Icon = ICONS[offer.verb];
            return (
              <Button
                key={offer.verb}
                type={offer === agree ? "primary" : "default"}
                size={phone ? "large" : "middle"}
                icon={<Icon size={16} />}
                data-verb={offer.verb}
                loading={acts.busy}
                title={offer === agree ? t("key.agree") : undefined}
                onClick={() => decide(offer)}
              >
                {t(`verb.${offer.verb}`)}
              </Button>
            );
          })}
      </div>
      {aside && <AsideDialog task={task} offer={aside} acts={acts} onClose={() => setAside(null)} />}
    </footer>
  );
}
