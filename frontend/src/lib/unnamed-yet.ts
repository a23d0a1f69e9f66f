/** What a select shows of values whose names have not come yet: a key says nothing to whoever reads it. */
export const unnamedYet = (waiting: boolean) => (waiting ? { loading: true, labelRender: () => "…" } : {});
