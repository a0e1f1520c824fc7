import { hasSyntaxError } from '../documents/tree';
import { type ProductName, productIn } from '../model/productNames';
import { isDeprecated, isInternal } from '../model/schemas';
import type { Place } from '../model/walk';
import { say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs, valueAt } from './rule';

export const operationDescription: Rule = {
  code: 'operation-description',
  summary: 'An operation has no description, or one that repeats the summary or names a Power Platform product.',
  severity: inCertification('error'),
  otherLevels: {
    warning: 'for a Power Platform product in the summary or the description',
    hint: 'for a description that is the same as the summary',
  },
  places: { operation: check },
};

function check(place: Place, report: Report): void {
  const { node, member } = place;
  if (!member) return;
  checkProducts(place, report);
  // Nobody sees the texts of an internal operation.
  if (isInternal(node)) return;
  const description = node.member('description');
  const text = node.text('description')?.trim() ?? '';
  const isEmpty = !description?.value || (description.value.kind === 'string' && text === '');
  if (isEmpty && !hasSyntaxError(node))
    report(
      description ? valueAt(description) : { key: member },
      say('Certification requires a `description`, which tells flow makers more than the summary. Add one.'),
    );
  else if (!isDeprecated(node) && text !== '' && text.toLowerCase() === node.text('summary')?.trim().toLowerCase())
    report(valueAt(description!), say('The description is the same as the summary. Say what the summary does not.'), {
      severity: inCertification('hint'),
    });
}

function checkProducts({ node }: Place, report: Report): void {
  for (const key of ['summary', 'description'] as const) {
    const product = productIn(node.text(key) ?? '');
    if (product) report(valueAt(node.member(key)!), messageFor(product, key), { severity: inCertification('warning') });
  }
}

function messageFor({ name, isRestricted }: ProductName, key: 'summary' | 'description'): string {
  if (key === 'summary')
    return isRestricted
      ? say`Certification rejects the name "${name}" in a summary. Leave it out: the operation is the same elsewhere.`
      : say`Microsoft's reviewers do not accept the name "${name}" in a summary. Leave it out: the operation is the same elsewhere.`;
  return isRestricted
    ? say`Certification rejects the name "${name}" in a description. Leave it out: the operation is the same elsewhere.`
    : say`Microsoft's reviewers do not accept the name "${name}" in a description. Leave it out: the operation is the same elsewhere.`;
}

export const docs: RuleDocs = {
  topic: 'operation',
  source: {
    validator: ['RequiredPropertyMissing'],
    learn: [{ page: 'certification-submission' }, { page: 'connector-string-guidance' }],
  },
  why: 'Microsoft requires a description for every operation that flow makers see. It is shown below the summary, so it should say something different. Neither of them may name a Power Platform product.',
  fix: 'In a full sentence, describe what the operation does, or when the trigger fires.',
  incorrect: [
    { within: 'action', text: '"summary": "Create an item"' },
    {
      within: 'action',
      level: inCertification('warning'),
      text: '"summary": "Create an item", "description": "Creates an item from Power Automate."',
    },
    {
      within: 'action',
      level: inCertification('hint'),
      text: '"summary": "Create an item", "description": "Create an item"',
    },
  ],
  correct: [
    { within: 'action', text: '"summary": "Create an item", "description": "Adds an item at the end of the list."' },
  ],
};
