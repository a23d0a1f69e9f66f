/** Links by which somebody without an account sees a view: listed, made, revoked. */
import { Button, Modal, Tag } from "antd";
import { Link2, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useZone } from "@/lib/queries/session";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { MadeLinkView } from "@/ui/sharing/made-link";
import { ListSkeleton } from "@/ui/skeletons";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import type { GridState } from "../model/use-grid-state";
import { VIEW_ICONS } from "../views/type-icons";
import { NewViewLinkForm } from "./new-link-form";
import { useViewLinks, type ViewLink } from "./queries";
import styles from "./view-links.module.css";

interface Props {
  app: string;
  form: string;
  state: GridState;
  onClose: () => void;
}

export function ViewLinksDialog({ app, form, state, onClose }: Props) {
  const { t } = useTranslation("viewlinks");
  useTranslation("sharing");
  const [step, setStep] = useState<"list" | "new" | (ViewLink & { url: string })>("list");
  const { links, create, remove } = useViewLinks(app, form);
  return (
    <Modal open width={640} footer={null} title={t("title")} onCancel={onClose}>
      {typeof step === "object" ? (
        <MadeLinkView link={step} onDone={() => setStep("list")} />
      ) : step === "new" ? (
        <NewViewLinkForm
          state={state}
          submit={(body) => create.mutateAsync(body)}
          onMade={setStep}
          onCancel={() => setStep("list")}
        />
      ) : (
        <>
          <p className={styles.text}>{t("text")}</p>
          {links.isPending && <ListSkeleton rows={2} />}
          {links.isError && <ErrorState compact error={links.error} onRetry={() => void links.refetch()} />}
          {links.data && (
            <Links
              links={links.data}
              onNew={() => setStep("new")}
              onRevoke={(id) => remove.mutateAsync(id)}
            />
          )}
        </>
      )}
    </Modal>
  );
}

interface ListProps {
  links: ViewLink[];
  onNew: () => void;
  onRevoke: (id: string) => Promise<unknown>;
}

function Links({ links, onNew, onRevoke }: ListProps) {
  const { t } = useTranslation("viewlinks");
  const create = (
    <Button type={links.length === 0 ? "primary" : "default"} icon={<Plus size={16} />} onClick={onNew}>
      {t("new")}
    </Button>
  );
  if (links.length === 0)
    return (
      <EmptyState icon={<Link2 size={28} />} title={t("empty")} text={t("empty_text")} actions={create} />
    );
  return (
    <>
      <ul className={styles.list} aria-label={t("title")}>
        {links.map((link) => (
          <LinkLine key={link.id} link={link} onRevoke={() => onRevoke(link.id)} />
        ))}
      </ul>
      {create}
    </>
  );
}

function LinkLine({ link, onRevoke }: { link: ViewLink; onRevoke: () => Promise<unknown> }) {
  const { t } = useTranslation("viewlinks");
  const locale = useLocale();
  const zone = useZone();
  const ask = useConfirmDanger();
  const Icon = VIEW_ICONS[link.type];
  const [opened] = useState(() => Date.now());
  const over = Date.parse(link.expires_at) <= opened;
  return (
    <li>
      <Icon size={18} aria-hidden />
      <div className={styles.grow}>
        <p className={styles.name}>
          <span>{link.label}</span>
          {over && <Tag>{t("over")}</Tag>}
          {link.has_password && <Tag>{t("locked")}</Tag>}
        </p>
        <p className={styles.faint}>
          {t("until", { at: formatInstant(link.expires_at, locale, zone) })} ·{" "}
          {t("count", { count: link.fields.length })}
        </p>
      </div>
      <Button
        danger
        type="text"
        size="small"
        aria-label={t("revoke_named", { name: link.label })}
        onClick={() =>
          ask({
            title: t("revoke_title", { name: link.label }),
            text: t("revoke_text"),
            action: t("revoke"),
            run: onRevoke,
          })
        }
      >
        {t("revoke")}
      </Button>
    </li>
  );
}
