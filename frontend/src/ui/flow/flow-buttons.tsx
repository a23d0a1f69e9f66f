/** Buttons that start flows, on a record or on the selected rows of a list. */
import { App, Button, Dropdown } from "antd";
import { Workflow } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { noChoice, useRunButton, type Chosen } from "@/lib/flow/queries";
import type { FlowButton, Outcome } from "@/lib/flow/types";
import { useToast } from "../use-toast";
import { later } from "@/ui/later";

const StartDialog = later(async () => (await import("./start-dialog")).StartDialog);

interface Props {
  app: string;
  form: string;
  ids: string[];
  buttons: FlowButton[];
  size?: "small" | "middle";
  /** More than this many are folded into one menu. */
  most?: number;
  /** Only its sign, where there is no room for a word. */
  narrow?: boolean;
  onStarted?: () => void;
}

export function FlowButtons({
  app,
  form,
  ids,
  buttons,
  size = "middle",
  most = 2,
  narrow = false,
  onStarted,
}: Props) {
  const { t } = useTranslation("flows");
  const { message } = App.useApp();
  const toast = useToast();
  const run = useRunButton(app, form);
  const [asking, setAsking] = useState<FlowButton | null>(null);
  const start = async (button: FlowButton, chosen: Chosen) => {
    try {
      const { results } = await run.mutateAsync({ flow: button.flow, ids, chosen });
      setAsking(null);
      tell(button, results);
      onStarted?.();
    } catch (error) {
      toast.failed(error);
    }
  };
  const tell = (button: FlowButton, results: Outcome[]) => {
    const refused = results.filter((one) => !one.ok);
    const count = results.length - refused.length;
    const name = button.label;
    if (count > 0)
      toast.done(ids.length > 1 ? t("button.started_for", { count, name }) : t("button.started", { name }));
    const reason = refused[0]?.problem?.detail ?? refused[0]?.problem?.title ?? "";
    if (refused.length > 0)
      void message.warning({ content: t("button.refused", { count: refused.length, reason }), duration: 8 });
  };
  const press = (button: FlowButton) => {
    if (button.confirm || !noChoice(button.chooses)) setAsking(button);
    else void start(button, {});
  };
  if (buttons.length === 0) return null;
  return (
    <>
      {buttons.length <= most ? (
        buttons.map((button) => (
          <Button
            key={button.flow}
            size={size}
            icon={<Workflow size={14} />}
            loading={run.isPending && run.variables.flow === button.flow}
            onClick={() => press(button)}
          >
            {button.label}
          </Button>
        ))
      ) : (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: buttons.map((button) => ({ key: button.flow, label: button.label })),
            onClick: ({ key }) => {
              const button = buttons.find((one) => one.flow === key);
              if (button) press(button);
            },
          }}
        >
          <Button
            size={size}
            type={narrow ? "text" : "default"}
            icon={<Workflow size={narrow ? 18 : 14} />}
            loading={run.isPending}
            aria-label={narrow ? t("button.menu") : undefined}
          >
            {narrow ? null : t("button.menu")}
          </Button>
        </Dropdown>
      )}
      {asking && (
        <StartDialog
          button={asking}
          count={ids.length}
          busy={run.isPending}
          onClose={() => setAsking(null)}
          onStart={(chosen) => void start(asking, chosen)}
        />
      )}
    </>
  );
}
