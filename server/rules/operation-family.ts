import { isObject, type Member, type Node } from '../documents/tree';
import { type Definition, Listing } from '../model/definition';
import type { Operation } from '../model/operation';
import { allOf, say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs, valueAt } from './rule';

/** Maximum number of operations in a family that are not deprecated. */
const maxActive = 2;

/**
 * Microsoft's validator: ApiAnnotationExtensionReplacementInfo…, OperationFamilyHas…, OperationRevisionEmpty,
 * OperationIdShouldEndWithRevision, OperationStatusAheadOfConnector. See operational-versioning on Microsoft Learn.
 */
export const operationFamily: Rule = {
  code: 'operation-family',
  summary: 'The revisions of an operation contradict each other, or `replacement` is incomplete or out of place.',
  severity: inCertification('error'),
  otherLevels: {
    warning: 'for a family without a revision',
    hint: "for an `operationId` that doesn't end with its revision, as `GetItems_V2` does",
  },
  definition: (definition, report) => {
    const all = definition.collect(versions);
    if (all.length === 0) return;
    const families = new Map<string, Version[]>();
    for (const version of all) {
      checkReplacement(version, report);
      checkStatus(definition, version, report);
      checkRevision(version, report);
      if (version.family === undefined) continue;
      const known = families.get(version.family);
      if (known) known.push(version);
      else families.set(version.family, [version]);
    }
    for (const [family, members] of families) checkFamily(family, members, report);
  },
};

/** An operation with `x-ms-api-annotation`. */
interface Version {
  operation: Operation;
  annotation: Member;
  value: Node;
  family: string | undefined;
  revision: number | undefined;
  isDeprecated: boolean;
  isProduction: boolean;
}

const versions = new Listing<Version>(({ facts }) => facts.operations.flatMap(versionOf));

function versionOf(operation: Operation): Version[] {
  const annotation = operation.node.member('x-ms-api-annotation');
  const value = annotation?.value;
  if (!annotation || !isObject(value)) return [];
  const revision = value.get('revision')?.value;
  return [
    {
      operation,
      annotation,
      value,
      family: value.text('family'),
      revision: typeof revision === 'number' ? revision : undefined,
      isDeprecated: operation.node.get('deprecated')?.value === true,
      isProduction: isStatus(value, 'production'),
    },
  ];
}

function isStatus(annotation: Node | undefined, status: string): boolean {
  return isObject(annotation) && annotation.text('status')?.toLowerCase() === status;
}

function checkReplacement({ operation, value, isDeprecated }: Version, report: Report): void {
  const replacement = value.member('replacement');
  if (!replacement) return;
  if (!isDeprecated)
    report({ key: replacement }, say('Only a deprecated operation can have a `replacement`. Add `deprecated: true`.'), {
      repair: { add: 'deprecated', value: true, to: operation.node },
    });
  const parts = isObject(replacement.value) ? replacement.value : undefined;
  const missing = ['api', 'operationId'].filter((key) => !parts?.text(key));
  if (missing.length > 0)
    report({ key: replacement }, say`\`replacement\` must name ${allOf(missing.map((key) => `\`${key}\``))}.`);
}

function checkStatus({ root }: Definition, { value, isProduction }: Version, report: Report): void {
  const isPreview = [root, root.get('info')].some((holder) => isStatus(holder?.get('x-ms-api-annotation'), 'preview'));
  if (isProduction && isPreview)
    report(
      valueAt(value.member('status')!),
      say('An operation cannot be in production while its connector is in preview. Use `Preview`.'),
      { repair: { value: 'Preview' } },
    );
}

function checkRevision({ operation, annotation, value, family, revision }: Version, report: Report): void {
  if (family !== undefined && revision === undefined && !value.member('revision'))
    report({ key: annotation }, say('This operation is part of a family, but has no `revision`. Add its number.'), {
      severity: inCertification('warning'),
      repair: { add: 'revision', value: 1, to: value },
    });
  const id = operation.node.member('operationId');
  if (
    !id ||
    revision === undefined ||
    revision < 2 ||
    new RegExp(`v${revision}$`, 'i').test(operation.operationId ?? '')
  )
    return;
  report(
    valueAt(id),
    say`The operationId of revision ${revision} should end in \`_V${revision}\`. Keep it if the operation is in use: flows refer to it.`,
    { severity: inCertification('hint') },
  );
}

function checkFamily(family: string, versions: Version[], report: Report): void {
  const reportAt = ({ annotation, value }: Version, key: string, message: string, others: Version[]): void => {
    const member = value.member(key);
    report(member ? valueAt(member) : { key: annotation }, message, {
      related: others.map((other) => ({ at: { key: other.annotation }, message: say('Another one of the family.') })),
    });
  };
  /** Reports all but the first of the operations that exclude each other. */
  const tooMany = (some: Version[], allowed: number, key: string, message: string): void => {
    if (some.length <= allowed) return;
    for (const version of some.slice(allowed))
      reportAt(
        version,
        key,
        message,
        some.filter((other) => other !== version),
      );
  };
  const byRevision = new Map<number | undefined, Version[]>();
  for (const version of versions)
    byRevision.set(version.revision, [...(byRevision.get(version.revision) ?? []), version]);
  for (const [revision, same] of byRevision)
    tooMany(
      same,
      1,
      revision === undefined ? 'family' : 'revision',
      revision === undefined
        ? say`Only one operation of the family "${family}" can have no revision. Number the others.`
        : say`The family "${family}" has revision ${revision} twice. Give each operation its own number.`,
    );
  const active = versions.filter(({ isDeprecated }) => !isDeprecated).sort(newestFirst);
  tooMany(
    active,
    maxActive,
    'family',
    say`The family "${family}" has ${active.length} operations that are not deprecated, but at most ${maxActive} are allowed. Deprecate this one.`,
  );
  tooMany(
    active.filter(({ isProduction }) => isProduction),
    1,
    'status',
    say`The family "${family}" has several operations in production. Deprecate the older ones.`,
  );
}

/** The newest revision stays, so the older ones are reported. */
const newestFirst = (a: Version, b: Version): number => (b.revision ?? 1) - (a.revision ?? 1);

export const docs: RuleDocs = {
  topic: 'operation',
  source: {
    validator: [
      'OperationFamilyHas…',
      'ApiAnnotationExtensionReplacementInfo…',
      'OperationStatusAheadOfConnector',
      'OperationRevisionEmpty',
      'OperationIdShouldEndWithRevision',
    ],
  },
  why: [
    'A flow keeps the version of an operation that it was built with. If a change to an operation would break flows, the operation gets a new revision next to the old one. Both have the same `family`, `revision` numbers them, and the old one is `deprecated`.',
    "Microsoft's validator rejects:",
    '- A family in which a revision appears twice, several operations have no revision, more than two operations are not deprecated, or several operations in production are not deprecated',
    '- A `replacement` on an operation that is not deprecated, or one without `api` or `operationId`',
    '- An operation in production while the connector is in preview',
    'It also asks for a revision, and for an `operationId` that ends with it.',
  ],
  fix: 'Number the revisions, and deprecate all but the newest. The refactoring *Add a new revision* on an operation does both: the old operation becomes deprecated, and the new one gets the next number and its own path, which you then change.',
  incorrect: [
    {
      within: 'action',
      text: '"x-ms-api-annotation": { "family": "CreateItem", "revision": 1, "replacement": { "api": "shop", "operationId": "AddItem" } }',
    },
    { within: 'action', level: inCertification('warning'), text: '"x-ms-api-annotation": { "family": "CreateItem" }' },
    {
      within: 'action',
      level: inCertification('hint'),
      text: '"x-ms-api-annotation": { "family": "CreateItem", "revision": 2 }',
    },
  ],
  correct: [
    {
      within: 'paths',
      text: `"/items": {
  "post": {
    "operationId": "CreateItem",
    "deprecated": true,
    "x-ms-api-annotation": { "family": "CreateItem", "revision": 1 },
    "responses": { "200": { "description": "OK" } }
  }
},
"/v2/items": {
  "post": {
    "operationId": "CreateItem_V2",
    "x-ms-api-annotation": { "family": "CreateItem", "revision": 2 },
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
  ],
};
