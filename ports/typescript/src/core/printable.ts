// What a server says, fit to be shown.

// Control characters, which a terminal obeys; marks that change the direction of the text after them; other line ends;
// and halves of surrogate pairs, which no encoding has.
const UNPRINTABLE = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Return a text for a message: it controls no terminal, whatever a server has sent. */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNPRINTABLE, '\uFFFD');
}
