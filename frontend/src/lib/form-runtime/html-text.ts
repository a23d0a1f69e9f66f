/** The words of cleaned HTML, a line per block (engines/form/html.py, `html_text`). */
const ENTITIES: [string, string][] = [
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&nbsp;", " "],
  ["&amp;", "&"],
];

/** The editor writes its blocks without line breaks between them; the server puts them there. */
const BLOCK_END = /(<\/(?:p|h[1-3]|li|ul|ol|pre|blockquote)>|<br>|<hr>)\s*(?=<(?!\/)|[^<\s])/g;

export function htmlText(html: string): string {
  let text = html.replace(BLOCK_END, "$1\n").replace(/<[^>]*>/g, "");
  for (const [entity, char] of ENTITIES) text = text.replaceAll(entity, char);
  return text.replace(/^[ \n\t]+|[ \n\t]+$/g, "");
}
