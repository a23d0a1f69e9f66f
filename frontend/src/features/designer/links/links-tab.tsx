/** 对外填写: links by which people without an account fill in the form. */
import { Alert, Button, Switch, Tag } from "antd";
import { Copy, Link2, Pencil, Plus, QrCode, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { useFormLinkActs, useFormLinks, type FormLink, type LinkBody } from "@/lib/public-form/links";
import { useMe } from "@/lib/queries/session";
import { CopyButton } from "@/ui/copy-button";
import { TabPage } from "@/ui/designer/tab-page";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { LinkEditor } from "./link-editor";
import styles from "./links.module.css";
import { bodyOf, newBody } from "./new-link";
import { ShareDialog } from "./share-dialog";

interface Editing {
  link: FormLink | null;
  body: LinkBody;
}

export function LinksTab() {
  const { t } = useTranslation("formlinks");
  const { app, form, published } = useDesigner();
  const me = useMe();
  const links = useFormLinks(app, form, published !== null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [sharing, setSharing] = useState<string | null>(null);
  if (!published)
    return (
      <TabPage title={t("title")} text={t("text")}>
        <EmptyState icon={<Link2 size={28} />} title={t("unpublished")} text={t("unpublished_text")} />
      </TabPage>
    );
  const begin = () =>
    setEditing({ link: null, body: newBody(published, t("new_label"), me.timezone, me.id) });
  const shared = links.data?.find((each) => each.id === sharing);
  return (
    <TabPage
      title={t("title")}
      text={t("text")}
      extra={
        <Button type="primary" icon={<Plus size={16} />} onClick={begin}>
          {t("new")}
        </Button>
      }
    >
      {links.isPending && <ListSkeleton rows={2} />}
      {links.isError && <ErrorState compact error={links.error} onRetry={() => void links.refetch()} />}
      {links.data?.length === 0 && (
        <EmptyState icon={<Link2 size={28} />} title={t("empty")} text={t("empty_text")} />
      )}
      <ul className={styles.list}>
        {links.data?.map((link) => (
          <LinkCard
            key={link.id}
            link={link}
            onEdit={() => setEditing({ link, body: bodyOf(link) })}
            onCopy={() => setEditing({ link: null, body: { ...bodyOf(link), label: `${link.label} 2` } })}
            onShare={() => setSharing(link.id)}
          />
        ))}
      </ul>
      {editing && (
        <LinkEditor
          key={editing.link?.id ?? "new"}
          link={editing.link}
          body={editing.body}
          definition={published}
          onClose={(made) => {
            setEditing(null);
            if (made && !editing.link) setSharing(made.id);
          }}
        />
      )}
      {shared && <ShareDialog link={shared} definition={published} onClose={() => setSharing(null)} />}
    </TabPage>
  );
}

interface CardProps {
  link: FormLink;
  onEdit: () => void;
  onCopy: () => void;
  onShare: () => void;
}

function stateOf({ active, settings, answers }: FormLink): "closed" | "early" | "ended" | "full" | "open" {
  const now = Date.now();
  if (!active) return "closed";
  if (settings.opens_at && new Date(settings.opens_at).getTime() > now) return "early";
  if (settings.closes_at && new Date(settings.closes_at).getTime() <= now) return "ended";
  return settings.quota && answers >= settings.quota ? "full" : "open";
}

function LinkCard({ link, onEdit, onCopy, onShare }: CardProps) {
  const { t } = useTranslation("formlinks");
  const label = useLabel();
  const { app, form } = useDesigner();
  const acts = useFormLinkActs(app, form);
  const toast = useToast();
  const ask = useConfirmDanger();
  const state = stateOf(link);
  const toggle = (active: boolean) =>
    acts.save.mutate(
      { id: link.id, version: link.version, body: { ...bodyOf(link), active } },
      { onError: toast.failed },
    );
  const remove = () =>
    ask({
      title: t("delete_title", { name: link.label }),
      text: t("delete_text"),
      action: t("delete"),
      run: () => acts.remove.mutateAsync(link.id),
    });
  const rate = link.views > 0 ? Math.min(100, Math.round((100 * link.answers) / link.views)) : null;
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <h3>{link.label}</h3>
        <Tag color={state === "open" ? "success" : undefined}>{t(`state.${state}`)}</Tag>
        {link.has_password && <Tag>{t("tag.password")}</Tag>}
        {link.settings.who !== "anyone" && <Tag>{t(`who.${link.settings.who}`)}</Tag>}
        <span className={styles.grow} />
        <Switch
          size="small"
          checked={link.active}
          loading={acts.save.isPending}
          aria-label={t("active_named", { name: link.label })}
          onChange={toggle}
        />
      </div>
      <div className={styles.address}>
        <code>{link.url}</code>
        <CopyButton text={link.url} label={t("copy_address", { name: link.label })} />
      </div>
      {link.warnings.map((warning, at) => (
        <Alert key={at} type="warning" showIcon title={label(warning)} />
      ))}
      <div className={styles.cardFoot}>
        <span className={styles.counts}>
          {t("counts", { views: link.views, answers: link.answers })}
          {rate !== null && ` · ${t("rate", { rate })}`}
        </span>
        <Button size="small" type="text" icon={<QrCode size={16} />} onClick={onShare}>
          {t("share")}
        </Button>
        <Button size="small" type="text" icon={<Pencil size={16} />} onClick={onEdit}>
          {t("edit")}
        </Button>
        <Button size="small" type="text" icon={<Copy size={16} />} onClick={onCopy}>
          {t("duplicate")}
        </Button>
        <Button
          size="small"
          type="text"
          danger
          icon={<Trash2 size={16} />}
          aria-label={t("delete_named", { name: link.label })}
          onClick={remove}
        />
      </div>
    </li>
  );
}
