/**
 * Formatted text as React elements. The server has cleaned it; still nothing is handed to the browser as HTML:
 * the text is parsed into a document that runs nothing, and only these tags are drawn.
 */
import { createElement, useMemo, type ReactNode } from "react";
import styles from "./rich-text.module.css";

const TAGS = new Set(
  "p br strong em u s code pre blockquote ul ol li h1 h2 h3 a hr".split(" ").map((tag) => tag.toUpperCase()),
);
const VOID = new Set(["BR", "HR"]);
const SAFE = /^(https?:|mailto:|tel:)/i;

function drawn(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (node.nodeType !== Node.ELEMENT_NODE) return null;
  const element = node as Element;
  const inside = [...element.childNodes].map(drawn);
  if (!TAGS.has(element.tagName)) return element.tagName === "SCRIPT" ? null : inside;
  const tag = element.tagName.toLowerCase();
  if (VOID.has(element.tagName)) return createElement(tag, { key });
  const href = element.getAttribute("href") ?? "";
  const link =
    tag === "a" && SAFE.test(href) ? { href, target: "_blank", rel: "noopener noreferrer nofollow" } : {};
  return createElement(tag, { key, ...link }, ...inside);
}

export function RichTextView({ html }: { html: string }) {
  const content = useMemo(() => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    return [...parsed.body.childNodes].map(drawn);
  }, [html]);
  return <div className={styles.prose}>{content}</div>;
}
