/**
 * Names of products that certification does not allow in the texts of a connector (Microsoft Learn,
 * certification-submission). They are compared as whole words, in any case, with or without a space.
 */
const products: { pattern: RegExp; name: string; isRestricted: boolean }[] = [
  // What Microsoft's validator rejects (ValueContainsRestrictedWords).
  { pattern: /\bpower ?automate\b/i, name: 'Power Automate', isRestricted: true },
  { pattern: /\bpower ?apps\b/i, name: 'Power Apps', isRestricted: true },
  { pattern: /\blogic ?apps\b/i, name: 'Logic Apps', isRestricted: true },
  // What reviewers reject.
  { pattern: /\bpower ?platform\b/i, name: 'Power Platform', isRestricted: false },
  { pattern: /\bpower ?bi\b/i, name: 'Power BI', isRestricted: false },
  { pattern: /\bpower ?pages\b/i, name: 'Power Pages', isRestricted: false },
  { pattern: /\bpower ?virtual ?agents\b/i, name: 'Power Virtual Agents', isRestricted: false },
  { pattern: /\bcopilot ?studio\b/i, name: 'Copilot Studio', isRestricted: false },
  { pattern: /\bmicrosoft ?flow\b/i, name: 'Microsoft Flow', isRestricted: false },
];

export interface ProductName {
  name: string;
  /** True for the names that the validator itself rejects. */
  isRestricted: boolean;
}

/** The Power Platform product that a text names, one that the validator rejects before the others. */
export function productIn(text: string): ProductName | undefined {
  return products.find(({ pattern }) => pattern.test(text));
}
