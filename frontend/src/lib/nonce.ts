/**
 * The page's policy lets no style in that doesn't carry the nonce of this answer. antd, plotly and others make `<style>`
 * elements while they run, and not all of them can be told a nonce: so every style element a script of ours makes gets
 * it. What comes in as markup does not, and stays without effect.
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
