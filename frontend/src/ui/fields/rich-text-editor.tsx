/** The editor behind rich text (tiptap). What is pasted is cut to what it knows; the server cleans once more. */
import { EditorContent, useEditor, useEditorState, type Editor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { Tooltip } from "antd";
import {
  Bold,
  Code,
  Heading2,
  Heading3,
  Italic,
  Link,
  List,
  ListOrdered,
  Quote,
  Redo2,
  Strikethrough,
  Underline,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RichTextField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { LinkBox } from "./rich-text-link";
import styles from "./rich-text.module.css";
import type { InputProps } from "./types";

const EXTENSIONS = [
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    link: { openOnClick: false, autolink: true, protocols: ["http", "https", "mailto", "tel"] },
  }),
];
/** What the server makes of a block's end; the editor must not take it for a change. */
const sameText = (one: string, other: string): boolean =>
  one.replace(/>\s+/g, ">") === other.replace(/>\s+/g, ">");

interface Tool {
  key: string;
  icon: LucideIcon;
  active?: (editor: Editor) => boolean;
  run: (editor: Editor) => void;
}
const TOOLS: Tool[][] = [
  [
    {
      key: "bold",
      icon: Bold,
      active: (e) => e.isActive("bold"),
      run: (e) => e.chain().focus().toggleBold().run(),
    },
    {
      key: "italic",
      icon: Italic,
      active: (e) => e.isActive("italic"),
      run: (e) => e.chain().focus().toggleItalic().run(),
    },
    {
      key: "underline",
      icon: Underline,
      active: (e) => e.isActive("underline"),
      run: (e) => e.chain().focus().toggleUnderline().run(),
    },
    {
      key: "strike",
      icon: Strikethrough,
      active: (e) => e.isActive("strike"),
      run: (e) => e.chain().focus().toggleStrike().run(),
    },
  ],
  [
    {
      key: "heading",
      icon: Heading2,
      active: (e) => e.isActive("heading", { level: 2 }),
      run: (e) => e.chain().focus().toggleHeading({ level: 2 }).run(),
    },
    {
      key: "subheading",
      icon: Heading3,
      active: (e) => e.isActive("heading", { level: 3 }),
      run: (e) => e.chain().focus().toggleHeading({ level: 3 }).run(),
    },
    {
      key: "bullets",
      icon: List,
      active: (e) => e.isActive("bulletList"),
      run: (e) => e.chain().focus().toggleBulletList().run(),
    },
    {
      key: "numbers",
      icon: ListOrdered,
      active: (e) => e.isActive("orderedList"),
      run: (e) => e.chain().focus().toggleOrderedList().run(),
    },
    {
      key: "quote",
      icon: Quote,
      active: (e) => e.isActive("blockquote"),
      run: (e) => e.chain().focus().toggleBlockquote().run(),
    },
    {
      key: "code",
      icon: Code,
      active: (e) => e.isActive("code"),
      run: (e) => e.chain().focus().toggleCode().run(),
    },
  ],
];
const HISTORY: Tool[] = [
  { key: "undo", icon: Undo2, run: (e) => e.chain().focus().undo().run() },
  { key: "redo", icon: Redo2, run: (e) => e.chain().focus().redo().run() },
];

function ToolButton({ tool, active, onRun }: { tool: Tool; active: boolean; onRun: () => void }) {
  const { t } = useTranslation("form");
  const name = t(`rich.${tool.key}`);
  return (
    <Tooltip title={name}>
      <button
        type="button"
        className={styles.tool}
        aria-label={name}
        aria-pressed={active}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onRun}
      >
        <tool.icon size={16} aria-hidden />
      </button>
    </Tooltip>
  );
}

function Toolbar({ editor, label }: { editor: Editor; label: string }) {
  const [linking, setLinking] = useState(false);
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => [
      ...TOOLS.flat().flatMap((tool) => (tool.active?.(now) ? [tool.key] : [])),
      ...(now.isActive("link") ? ["link"] : []),
    ],
  });
  const button = (tool: Tool) => (
    <ToolButton
      key={tool.key}
      tool={tool}
      active={active.includes(tool.key)}
      onRun={() => tool.run(editor)}
    />
  );
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={label}>
      {TOOLS.map((group, at) => (
        <span key={at} className={styles.toolGroup}>
          {group.map(button)}
        </span>
      ))}
      <span className={styles.toolGroup}>
        <LinkBox editor={editor} open={linking} onClose={() => setLinking(false)}>
          <span>
            <ToolButton
              tool={{ key: "link", icon: Link, run: () => undefined }}
              active={active.includes("link")}
              onRun={() => setLinking(true)}
            />
          </span>
        </LinkBox>
        {HISTORY.map(button)}
      </span>
    </div>
  );
}

export default function RichTextEditor(props: InputProps<RichTextField>) {
  const { value, onChange, disabled } = props;
  const label = useLabel();
  const held = typeof value === "string" ? value : "";
  const last = useRef(held);
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  }, [onChange]);
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: held,
    editable: !disabled,
    autofocus: props.autoFocus ? "end" : false,
    editorProps: {
      attributes: {
        id: props.id,
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": props.label,
        "aria-required": String(!!props.required),
        "aria-invalid": String(!!props.invalid),
        ...(props.describedBy ? { "aria-describedby": props.describedBy } : {}),
        class: styles.prose ?? "",
        style: `min-height: ${(props.field.rows ?? 5) * 22}px`,
      },
    },
    onUpdate: ({ editor: now }) => {
      last.current = now.isEmpty ? "" : now.getHTML();
      change.current(last.current || null);
    },
  });
  useEffect(() => {
    if (!sameText(held, last.current)) {
      last.current = held;
      editor.commands.setContent(held, { emitUpdate: false });
    }
  }, [editor, held]);
  useEffect(() => editor.setEditable(!disabled, false), [editor, disabled]);
  const placeholder = label(props.field.placeholder);
  return (
    <div className={styles.editor} data-invalid={props.invalid || undefined} onBlur={props.onBlur}>
      {!disabled && <Toolbar editor={editor} label={props.label} />}
      <div className={styles.page}>
        {placeholder && !held && <span className={styles.placeholder}>{placeholder}</span>}
        <EditorContent editor={editor} />
      </div>
    </div>
  );
}
