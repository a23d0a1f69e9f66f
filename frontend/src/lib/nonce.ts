/**
 * The page's policy lets no style in that doesn't carry the nonce of this answer. antd, plotly and others make `<style>`
 * elements while they run, and not all of them can be told a nonce: so every style element a script of ours makes gets
 * it, and what a script of ours writes as a style attribute is set as style, which the policy allows. What comes in as
 * markup gets neither, and stays without effect.
 */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

if (nonce) {
  const create = Document.prototype.createElement as (this: Document, ...given: unknown[]) => HTMLElement;
  Document.prototype.createElement = function (this: Document, ...given: unknown[]) {
    const made = create.apply(this, given);
    if (made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  } as typeof document.createElement;
}

const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (this: Element, name: string, value: string) {
  if (name === "style" && (this instanceof HTMLElement || this instanceof SVGElement))
    this.style.cssText = value;
  else setAttribute.call(this, name, value);
};
