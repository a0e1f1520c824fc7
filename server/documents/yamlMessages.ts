import type { YAMLError } from 'yaml';
import { currentTexts, mark, say } from '../texts/say';

/** What the package `yaml` reports, by its code, for people who do not read its own messages, which are English. */
const byCode: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: mark('An alias or an anchor has a name that YAML does not allow'),
  BAD_COLLECTION_TYPE: mark('The tag does not fit this kind of value'),
  BAD_DIRECTIVE: mark('Not a directive that YAML knows'),
  BAD_DQ_ESCAPE: mark('Not an escape that YAML allows'),
  BAD_INDENT: mark('The indentation does not fit the lines around it'),
  BAD_PROP_ORDER: mark('An anchor or a tag is in the wrong place'),
  BAD_SCALAR_START: mark('A text that begins with this character must be in quotes'),
  BLOCK_AS_IMPLICIT_KEY: mark('A key cannot be followed by another key or a list on the same line'),
  BLOCK_IN_FLOW: mark('Between brackets or braces, everything must be written in their style'),
  DUPLICATE_KEY: mark('A key appears twice'),
  MISSING_CHAR: mark('A character is missing here, such as a comma, a colon, a blank or a closing quote'),
  MULTILINE_IMPLICIT_KEY: mark('A key must be on one line'),
  MULTIPLE_ANCHORS: mark('A value can have only one anchor'),
  MULTIPLE_TAGS: mark('A value can have only one tag'),
  TAB_AS_INDENT: mark('Tabs are not allowed as indentation'),
  TAG_RESOLVE_FAILED: mark('This tag is not known'),
  UNEXPECTED_TOKEN: mark('Unexpected text'),
};

/** The message about a fault, without its full stop: in English the one of the package, which says more. */
export function yamlMessage({ code, message }: YAMLError): string {
  if (!currentTexts()) return message;
  return say(byCode[code] ?? mark('This is not YAML'));
}
