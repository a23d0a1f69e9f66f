/** Where the pictures of picture tiles come from: the files of the signed-in, or those of a public link. */
import { createContext, useContext } from "react";
import { apiUrl } from "@/lib/api";

const Context = createContext<(file: string) => string>((file) => apiUrl(`/files/${file}`));

export const PictureSource = Context.Provider;
const Wanted = createContext(false);

/** Whoever designs is told that a tile still waits for its picture; whoever looks at it sees nothing there. */
export const PictureWanted = Wanted.Provider;
export const usePictureWanted = (): boolean => useContext(Wanted);

export const usePictureUrl = (): ((file: string) => string) => useContext(Context);
