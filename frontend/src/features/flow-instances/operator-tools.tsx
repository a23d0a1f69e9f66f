/** What who sees to an app's flows can do with one that runs: retry, skip, jump, give to another, cancel. */
import { Button, Modal, Select } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { renewFlows, useInstanceVerb } from "@/lib/flow/queries";
import type { WholeInstance } from "@/lib/flow/types";
import { useLabel } from "@/lib/i18n";
import { PeopleDialog } from "@/ui/flow/people-dialog";
import { useToast } from "@/ui/use-toast";
import styles from "./instances.module.css";

type Open = "skip" | "jump" | "give" | "cancel";

export function OperatorTools({ instance }: { instance: WholeInstance }) {
  const { t } = useTranslation("instances");
  useTranslation("flows");
  const label = useLabel();
  const toast = useToast();
  const verb = useInstanceVerb();
  const [open, setOpen] = useState<{ what: Open; token: string } | null>(null);
  const act = async (name: string, body: Record<string, unknown>) => {
    await verb.mutateAsync({ id: instance.id, verb: name, body });
    toast.done(t(`done.${name}`));
  };
  const failures = new Map(instance.failures.map((failure) => [failure.token, failure]));
  return (
    <section className={styles.operator} aria-label={t("operate.title")}>
      <h2 className={styles.sub}>{t("operate.title")}</h2>
      <ul className={styles.tokens}>
        {instance.tokens.map(({ token, node }) => {
          const failure = failures.get(token);
          const drawn = instance.graph?.nodes.find((one) => one.id === node);
          return (
            <li key={token}>
              <span className={styles.grow}>
                <strong>{drawn ? label(drawn.label) || t(`flows:graph.type.${drawn.type}`) : node}</strong>
                {failure && (
                  <span className={styles.failure}>
                    {failure.detail || failure.code}
                    {failure.unknown && ` ${t("unknown")}`}
                  </span>
                )}
              </span>
              <span className={styles.row}>
                {failure && (
                  <Button
                    size="small"
                    type="primary"
                    loading={verb.isPending}
                    onClick={() => void act("retry", { token }).catch(toast.failed)}
                  >
                    {t("operate.retry")}
                  </Button>
                )}
                <Button size="small" onClick={() => setOpen({ what: "skip", token })}>
                  {t("operate.skip")}
                </Button>
                <Button size="small" onClick={() => setOpen({ what: "jump", token })}>
                  {t("operate.jump")}
                </Button>
              </span>
            </li>
          );
        })}
      </ul>
      <div className={styles.row}>
        {instance.now.length > 0 && (
          <Button size="small" onClick={() => setOpen({ what: "give", token: "" })}>
            {t("operate.give")}
          </Button>
        )}
        <Button size="small" danger onClick={() => setOpen({ what: "cancel", token: "" })}>
          {t("operate.cancel")}
        </Button>
      </div>
      {open && open.what !== "give" && (
        <ActDialog instance={instance} open={open} act={act} onClose={() => setOpen(null)} />
      )}
      {open?.what === "give" && <GiveDialog instance={instance} onClose={() => setOpen(null)} />}
    </section>
  );
}

interface ActProps {
  instance: WholeInstance;
  open: { what: Open; token: string };
  act: (name: string, body: Record<string, unknown>) => Promise<void>;
  onClose: () => void;
}

function ActDialog({ instance, open, act, onClose }: ActProps) {
  const { t } = useTranslation("instances");
  const label = useLabel();
  const { what, token } = open;
  const nodes = instance.graph?.nodes ?? [];
  const standing = instance.tokens.find((one) => one.token === token)?.node;
  const here = nodes.find((node) => node.id === standing);
  const scope = here?.parent ?? null;
  const targets = nodes.filter(
    (node) => (node.parent ?? null) === scope && node.type !== "boundary" && node.id !== here?.id,
  );
  const outcomes =
    here?.type === "approval" ? ["approved", "rejected"] : here?.type === "fill" ? ["submitted"] : [];
  const choices =
    what === "jump"
      ? [
          {
            label: t("operate.jump_to"),
            options: targets.map((node) => ({
              value: node.id,
              label: label(node.label) || t(`flows:graph.type.${node.type}`),
            })),
          },
        ]
      : what === "skip" && outcomes.length > 0
        ? [
            {
              label: t("operate.outcome"),
              options: outcomes.map((one) => ({ value: one, label: t(`outcome.${one}`) })),
            },
          ]
        : [];
  return (
    <PeopleDialog
      title={t(`operate.${what}`)}
      text={t(`operate.${what}_text`, { node: label(here?.label) })}
      action={t(`operate.${what}`)}
      danger={what === "cancel"}
      choices={choices}
      comment="optional"
      onClose={onClose}
      onDo={({ comment, choices: [picked] }) =>
        act(what, {
          ...(token ? { token } : {}),
          ...(what === "jump" ? { to: picked } : {}),
          ...(what === "skip" && picked ? { outcome: picked } : {}),
          ...(comment ? { comment } : {}),
        })
      }
    />
  );
}

/** Somebody's task becomes another's. */
function GiveDialog({ instance, onClose }: { instance: WholeInstance; onClose: () => void }) {
  const { t } = useTranslation("instances");
  const toast = useToast();
  const client = useQueryClient();
  const [task, setTask] = useState(instance.now[0]?.task ?? "");
  const [picking, setPicking] = useState(false);
  const give = useMutation({
    mutationFn: (body: { to: string | undefined; comment?: string }) =>
      api.post(`/apps/${instance.app.key}/flow-tasks/${task}:transfer`, body),
    onSettled: () => renewFlows(client),
  });
  const options = instance.now.map((one) => ({
    value: one.task,
    label: `${one.person?.name ?? ""} · ${one.node.label}`,
  }));
  if (picking || options.length === 1)
    return (
      <PeopleDialog
        title={t("operate.give")}
        text={options.find((one) => one.value === task)?.label}
        action={t("operate.give")}
        people={{ label: t("operate.give_to"), many: false }}
        comment="optional"
        onClose={onClose}
        onDo={async ({ people: [to], comment }) => {
          await give.mutateAsync({ to, ...(comment ? { comment } : {}) });
          toast.done(t("done.give"));
        }}
      />
    );
  return (
    <Modal
      open
      width={420}
      title={t("operate.give")}
      okText={t("operate.next")}
      cancelText={t("flows:action.cancel")}
      onOk={() => setPicking(true)}
      onCancel={onClose}
    >
      <Select
        className={styles.wide}
        aria-label={t("operate.give_which")}
        value={task}
        options={options}
        onChange={setTask}
      />
    </Modal>
  );
}
