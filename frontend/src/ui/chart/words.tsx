/** Text and picture tiles. */
import { ImageOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Centred } from "./centred";
import { usePictureUrl, usePictureWanted } from "./picture-source";
import styles from "./words.module.css";

/** Lines beginning with `#` are headings, with `-` points of a list; everything else is a paragraph. */
export function TextTile({ text }: { text: string }) {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== "");
  return (
    <div className={styles.text}>
      {blocks.map((block, at) => {
        const lines = block.split("\n");
        const heading = /^#{1,3}\s+(.*)$/.exec(lines[0] ?? "");
        if (heading && lines.length === 1) return <h3 key={at}>{heading[1]}</h3>;
        if (lines.every((line) => /^\s*[-*]\s+/.test(line)))
          return (
            <ul key={at}>
              {lines.map((line) => (
                <li key={line}>{line.replace(/^\s*[-*]\s+/, "")}</li>
              ))}
            </ul>
          );
        return <p key={at}>{block}</p>;
      })}
    </div>
  );
}

export function ImageTile({ file, alt }: { file: string; alt: string }) {
  const { t } = useTranslation("charts");
  const urlOf = usePictureUrl();
  const [lost, setLost] = useState("");
  const wanted = usePictureWanted();
  if (file === "" && !wanted) return alt ? <p className={styles.alt}>{alt}</p> : null;
  if (file === "" || lost === file)
    return (
      <Centred framed>
        <ImageOff size={20} aria-hidden />
        <p>{alt || t(file === "" ? "image.none" : "image.lost")}</p>
      </Centred>
    );
  return <img className={styles.image} src={urlOf(file)} alt={alt} onError={() => setLost(file)} />;
}
