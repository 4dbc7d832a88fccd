/** More than any key or certificate; the rest of a larger file is left away, and its reader says that it does not fit. */
const LONGEST = 65_536;

const fileName = (name: string): string => `${name}:file`;

type Props = {
  name: string;
  /** Beside the file input, translated: `or choose the file`. */
  words: string;
  /** Of files, as the browser knows them: `.json,application/json`. Undefined: text alone. */
  accept?: string | undefined;
  placeholder?: string | undefined;
  disabled?: boolean;
  describedBy?: string | undefined;
  wrong?: boolean;
};

/**
 * A long secret: pasted, or chosen as a file. It is never filled in. Its form needs `upload` where files are taken, and the server reads both with `pastedOrFile`.
 * Spelling is not checked: some browsers send texts away for that.
 */
export function PasteOrFile({ name, words, accept, placeholder, disabled, describedBy, wrong }: Props) {
  return (
    <>
      <textarea
        id={name}
        name={name}
        rows={4}
        placeholder={placeholder}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        disabled={disabled}
        aria-describedby={describedBy}
        aria-invalid={wrong ? 'true' : undefined}
      />
      {accept === undefined || disabled ? null : (
        <p class="row">
          <label for={fileName(name)}>{words}</label>
          <input id={fileName(name)} name={fileName(name)} type="file" accept={accept} aria-describedby={describedBy} />
        </p>
      )}
    </>
  );
}

/** What a form sent, with each of these members as text: of the file where one was chosen. A mark at the beginning of a file (BOM) is none of its text. */
export async function pastedOrFile(raw: Readonly<Record<string, unknown>>, names: readonly string[]): Promise<Record<string, unknown>> {
  const read: Record<string, unknown> = { ...raw };
  for (const name of names) {
    const file = raw[fileName(name)];
    delete read[fileName(name)];
    if (file instanceof File && file.size > 0) read[name] = (await file.slice(0, LONGEST).text()).replace(/^\uFEFF/, '');
  }
  return read;
}
