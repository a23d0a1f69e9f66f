/** Where a comment is written: @ names people who may see the record, Ctrl+Enter sends. */
import { Button, Mentions } from "antd";
import { Paperclip, SendHorizontal } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useDebounced } from "@/lib/use-debounced";
import { growing } from "@/lib/growing";
import { FileList } from "@/ui/fields/file-list";
import type { FileRef } from "@/ui/fields/services";
import { PersonAvatar } from "@/ui/person-avatar";
import { useToast } from "@/ui/use-toast";
import styles from "./comments.module.css";
import { distinct, toServer, type Named } from "./mention-text";
import { useCommentPlace } from "./place";
import { useMentionable, type Said } from "./queries";

interface Props {
  label: string;
  action: string;
  start?: { typed: string; picked: Named[]; files: FileRef[] };
  autoFocus?: boolean;
  onSend: (said: Said) => Promise<unknown>;
  onCancel?: () => void;
}

export function Composer({ label, action, start, autoFocus, onSend, onCancel }: Props) {
  const { t } = useTranslation("around");
  const toast = useToast();
  const place = useCommentPlace();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(start?.typed ?? "");
  const [picked, setPicked] = useState<Named[]>(start?.picked ?? []);
  const [files, setFiles] = useState<FileRef[]>(start?.files ?? []);
  const [search, setSearch] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = useDebounced(search, 200);
  const people = useMentionable(asked);
  const offered = distinct(people.data ?? []);
  const text = toServer(typed, picked);
  const send = async () => {
    if (text === "" || busy) return;
    setBusy(true);
    try {
      await onSend({ text, files: files.map((file) => file.id) });
      setTyped("");
      setPicked([]);
      setFiles([]);
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const pick = (name: string) => {
    // antd gives the option back under a key of its own
    const found = offered.find((person) => person.name === name);
    if (found) setPicked((before) => [...before.filter((one) => one.name !== name), found]);
  };
  const attach = async (chosen: globalThis.FileList | null) => {
    setBusy(true);
    try {
      for (const file of chosen ?? []) {
        const stored = await api.upload<FileRef>("/files", { file });
        setFiles((before) => [...before, stored]);
      }
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    }
    if (event.key === "Escape" && onCancel) {
      event.preventDefault();
      onCancel();
    }
  };
  return (
    <div className={styles.composer}>
      <Mentions
        aria-label={label}
        autoFocus={autoFocus}
        styles={{ textarea: growing(onCancel ? 2 : 1, 8) }}
        placeholder={label}
        maxLength={8000}
        value={typed}
        filterOption={false}
        loading={people.isFetching}
        notFoundContent={place.nobody ?? t("mention.none")}
        onChange={setTyped}
        onSearch={setSearch}
        placement="top"
        onSelect={(option) => pick(String(option.value))}
        onKeyDown={pressed}
        options={(search === null ? [] : offered).map((person) => ({
          key: person.id,
          value: person.name,
          label: (
            <span className={styles.option}>
              <PersonAvatar id={person.id} name={person.name} size={20} />
              {person.name}
              <span className={styles.faint}>{person.department}</span>
            </span>
          ),
        }))}
      />
      {files.length > 0 && (
        <FileList files={files} onRemove={(id) => setFiles(files.filter((file) => file.id !== id))} />
      )}
      <div className={styles.composerBar}>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label={t("attach")}
          onChange={(event) => {
            void attach(event.target.files);
            event.target.value = "";
          }}
        />
        {place.files && (
          <Button
            type="text"
            size="small"
            icon={<Paperclip size={16} />}
            aria-label={t("attach")}
            title={t("attach")}
            onClick={() => input.current?.click()}
          />
        )}
        <span className={styles.hint}>{t("send_key")}</span>
        {onCancel && (
          <Button size="small" onClick={onCancel}>
            {t("cancel")}
          </Button>
        )}
        <Button
          size="small"
          type="primary"
          icon={<SendHorizontal size={14} />}
          disabled={text === ""}
          loading={busy}
          onClick={() => void send()}
        >
          {action}
        </Button>
      </div>
    </div>
  );
}
