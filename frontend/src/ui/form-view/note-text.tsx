/** A designer's note: paragraphs, «- » lists, **bold**, *italic*, `code` and [links](https://…). No HTML. */
import { Fragment, type ReactNode } from "react";
import styles from "./form-view.module.css";

const INLINE = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|\[([^\]]+)\]\(((?:https?:|mailto:)[^)\s]+)\)/g;

function inline(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, bold, italic, code, name, href] = match;
    parts.push(text.slice(from, match.index));
    const key = match.index;
    if (bold) parts.push(<strong key={key}>{bold}</strong>);
    else if (italic) parts.push(<em key={key}>{italic}</em>);
    else if (code) parts.push(<code key={key}>{code}</code>);
    else
      parts.push(
        <a key={key} href={href} target="_blank" rel="noreferrer">
          {name}
        </a>,
      );
    from = match.index + whole.length;
  }
  return [...parts, text.slice(from)];
}

export function NoteText({ text }: { text: string }) {
  const paragraphs = text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim());
  return (
    <div className={styles.note}>
      {paragraphs.map((paragraph, at) => {
        const lines = paragraph.split("\n");
        if (lines.every((line) => /^\s*[-*] /.test(line)))
          return (
            <ul key={at}>
              {lines.map((line, index) => (
                <li key={index}>{inline(line.replace(/^\s*[-*] /, ""))}</li>
              ))}
            </ul>
          );
        return (
          <p key={at}>
            {lines.map((line, index) => (
              <Fragment key={index}>
                {index > 0 && <br />}
                {inline(line.replace(/^#+ /, ""))}
              </Fragment>
            ))}
          </p>
        );
      })}
    </div>
  );
}
