/** Words that no Dutch text has. Words of both languages (`is`, `was`, `of`, `in`, `die`) are not among them. */
const words =
  /\b(?:the|this|that|these|those|and|to|has|have|had|not|with|without|must|it|its|are|were|from|for|by|which|been|but|only|should|can(?:not|'t)?|does|doesn't|add|change|remove|rename|write|move|name it|does|nothing|needs?|shows?|they|them|their|your|you|an|when|where|there|other|others|more|none|many|first|missing|unknown)\b/i;

/** What stays English in a Dutch text: code, quoted names and the examples of titles, which certification wants in English. */
const quoted = /`[^`]*`|“[^”]*”|"[^"]*"|'[^']*'|\*To see it work now[^*]*\*/g;

/** The first English word in a Dutch text; undefined where there is none. */
export const englishWordIn = (text: string): string | undefined => words.exec(text.replaceAll(quoted, '…'))?.[0];
