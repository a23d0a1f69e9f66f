/** Families of field types, so that a new member is named once. */
export const FILE_TYPES = ["attachment", "image", "signature"] as const;

const FILES = new Set<string>(FILE_TYPES);

/** Whether a field's value is a list of uploaded files. */
export const holdsFiles = (type: string): boolean => FILES.has(type);
