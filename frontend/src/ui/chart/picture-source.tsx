/** Where the pictures of picture tiles come from: the files of the signed-in, or those of a public link. */
import { createContext, useContext } from "react";
import { apiUrl } from "@/lib/api";

const Context = createContext<(file: string) => string>((file) => apiUrl(`/files/${file}`));

export const PictureSource = Context.Provider;
export const usePictureUrl = (): ((file: string) => string) => useContext(Context);
