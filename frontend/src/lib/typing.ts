/** Where keys write text: shortcuts of the page keep out, texts being typed have an undo of their own. */
const EDITABLE = "input, textarea, [contenteditable='true'], .cm-content";

export const isTyping = (event: KeyboardEvent): boolean => !!(event.target as HTMLElement).closest(EDITABLE);
