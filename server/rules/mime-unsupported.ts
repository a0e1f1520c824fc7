import type { Node } from '../documents/tree';
import { type Definition, Listing } from '../model/definition';
import type { Operation } from '../model/operation';
import { parametersOf } from '../model/triggers';
import { anyOf, say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs, type Severity } from './rule';

const forms = ['multipart/form-data', 'application/x-www-form-urlencoded'];
/** What Microsoft's validator supports (MimeTypeNotSupported, MimeTypeNotValid). */
const supported = new Set(['application/json', 'text/plain', ...forms]);

/** Microsoft's validator: MimeTypeNotSupported, MimeTypeNotCompatibleWithRequestContentSchemaType, StringBinaryNotSupportedForFormUrlEncoded. */
export const mimeUnsupported: Rule = {
  code: 'mime-unsupported',
  summary: "A media type is not supported by certification, or doesn't fit the form data of the operation.",
  severity: { custom: 'information', certification: 'hint' },
  otherLevels: {
    warning:
      'for form data without a media type for forms, or with a file in `application/x-www-form-urlencoded`, in the profile *certification*',
  },
  section: ({ facts }, definition, report) => {
    const inherited = definition.root.get('consumes');
    for (const operation of facts.operations) checkForm(definition, operation, inherited, report);
  },
  definition: reportUnsupported,
};

/** The type without its parameters, such as a charset. */
const typeOf = ({ value }: Node): string => String(value).split(';')[0]!.trim().toLowerCase();

/** Reports each unsupported type once, at its first place: generated definitions repeat them in every operation. */
function reportUnsupported(definition: Definition, report: Report): void {
  const places = new Map<string, Node[]>();
  for (const item of [...unsupportedIn(definition.root), ...definition.collect(unsupported)]) {
    const known = places.get(typeOf(item));
    if (known) known.push(item);
    else places.set(typeOf(item), [item]);
  }
  for (const [type, [first, ...others]] of places) {
    const more = others.length > 0 ? say` It is in ${others.length + 1} places of this file.` : '';
    report({ node: first! }, say`Certification supports ${[...supported].join(', ')}, but not ${type}.${more}`, {
      severity: inCertification('hint'),
    });
  }
}

const unsupported = new Listing<Node>(({ facts }) => facts.operations.flatMap(({ node }) => unsupportedIn(node)));

const unsupportedIn = (holder: Node): Node[] =>
  ['consumes', 'produces'].flatMap((key) =>
    (holder.get(key)?.items ?? []).filter(
      (item) => item.kind === 'string' && String(item.value).includes('/') && !supported.has(typeOf(item)),
    ),
  );

function checkForm(definition: Definition, operation: Operation, inherited: Node | undefined, report: Report): void {
  const own = operation.node.member('consumes');
  const types = (own?.value ?? inherited)?.items.filter(({ kind }) => kind === 'string').map(typeOf) ?? [];
  // Another rule reports that there are none. Most operations send JSON and need no look at their parameters.
  if (types.length === 0 || (types.length === 1 && types[0] === forms[0])) return;
  const isJson = !types.some((type) => forms.includes(type));
  if (isJson && !mayHaveForm(operation)) return;
  const fields = parametersOf(definition, operation).parameters.filter((one) => one.text('in') === 'formData');
  if (fields.length === 0) return;
  const at = own ? { key: own } : { key: operation.member };
  if (isJson)
    report(at, say`Form data cannot be sent as ${anyOf(types)}. Use ${anyOf(forms.map((form) => `\`${form}\``))}.`, {
      severity: wrongForm,
      subject: 'form',
    });
  else if (!types.includes(forms[0]!) && fields.some(isFile))
    report(at, say`A file cannot be sent as \`${forms[1]}\`. Use \`${forms[0]}\`.`, {
      severity: inCertification('warning'),
      subject: 'file',
    });
}

const wrongForm: { custom: Severity; certification: Severity } = { custom: 'information', certification: 'warning' };

/** True when the parameters of an operation, or those that it refers to, may be form data. */
function mayHaveForm({ node, pathItem }: Operation): boolean {
  return [node, pathItem].some((holder) =>
    holder.get('parameters')?.items.some((one) => one.member('$ref') !== undefined || one.text('in') === 'formData'),
  );
}

function isFile(field: Node): boolean {
  return field.text('type') === 'file' || (field.text('type') === 'string' && field.text('format') === 'binary');
}

export const docs: RuleDocs = {
  topic: 'operation',
  source: {
    validator: [
      'MimeTypeNotSupported',
      'MimeTypeNotCompatibleWithRequestContentSchemaType',
      'StringBinaryNotSupportedForFormUrlEncoded',
    ],
  },
  why: [
    "Microsoft's validator gives a warning for media types other than `application/json`, `text/plain`, `multipart/form-data` and `application/x-www-form-urlencoded`. There are published connectors with other types, and they work, so this is a hint. Each type is reported once per file.",
    'Form data needs one of the two form types. A file needs `multipart/form-data`.',
  ],
  fix: "Remove the types that the connector doesn't need. For form data, the quick fix writes the right type.",
  incorrect: [
    {
      within: 'action',
      level: inCertification('hint'),
      text: '"produces": ["application/json", "application/xml"]',
    },
    {
      within: 'action',
      level: wrongForm,
      text: '"consumes": ["application/json"], "parameters": [{ "name": "note", "in": "formData", "type": "string" }]',
    },
  ],
  correct: [
    {
      within: 'action',
      text: '"consumes": ["multipart/form-data"], "parameters": [{ "name": "note", "in": "formData", "type": "string" }]',
    },
  ],
};
