import { type Node, spanOf } from '../../documents/tree';
import { mark, say } from '../../texts/say';
import {
  addConsumes,
  addContact,
  addMetadata,
  addOutputSchema,
  addSuccessResponse,
  formType,
  moveDefaultSchema,
  orderFamily,
  removeNotification,
  removeRepeated,
} from './certification';
import { agreeWithDelivery, describeDelivered } from './deliveries';
import type { Editor } from './edits';
import type { Fix, FixContext, Fixer } from './fix';
import {
  declarePathParameter,
  itemRemoval,
  nearestOperation,
  nearestReference,
  nearestVisibility,
  operationId,
  readableType,
  removal,
  renameExtension,
  repair,
  repairOrRemove,
  replaceValueFix,
  summaryText,
  swaggerVersion,
  valueOfType,
} from './general';
import { addEncoding } from './parameters';
import { renameScheme } from './security';
import { structure } from './structure';
import {
  addContent,
  addContentSchema,
  addLocation,
  addResponses,
  addSuccess,
  addType,
  addUnsubscribe,
  callbackType,
  hideNextToList,
  hideUnsubscribe,
  makeOperationInternal,
  makePolling,
  markCallback,
  markInternal,
  markRequired,
  moveCallbackFromParameter,
  moveContent,
  moveToOperation,
  reachableCallback,
  rightMetadata,
  triggerForHint,
  unmarkCallback,
} from './webhooks';

/**
 * The fixes of a finding, by its code or by its rule's. None of them overwrites an object or list that has content,
 * whatever the finding says about it.
 */
export function fixesFor(context: FixContext): Fix[] {
  const { code, rule } = context.finding;
  const fixes = (fixers[code] ?? fixers[rule])?.(context) ?? [];
  return fixes.filter(
    ({ changes, carriesOver }) =>
      changes.length > 0 &&
      (carriesOver || !changes.some(({ overwrites }) => overwrites)) &&
      !changes.some(({ adds }) => adds && isGuessed(context.edit, adds.to)),
  );
}

/** True for an object of YAML with a syntax error in it: what is added may land in another object, or be there already. */
function isGuessed({ document }: Editor, object: Node): boolean {
  if (document.language !== 'yaml') return false;
  const { start, end } = spanOf(object);
  return document.problems().some((one) => one.code === 'syntax' && start <= one.start && one.start <= end);
}

/** The fixers of each code that has an obvious fix. */
export const fixers: Record<string, Fixer> = {
  'array-without-items': ({ finding, edit }) => {
    const holder = 'member' in finding.at ? finding.at.member.value?.parent : undefined;
    return holder ? [{ title: say('Add items'), changes: edit.insert(holder, 'items', { type: 'string' }) }] : [];
  },
  'batch-not-split': hideNextToList,
  'connector-contact': addContact,
  'connector-metadata': addMetadata,
  'connector-title': repair,
  'consumes-missing': addConsumes,
  'default-response-schema': moveDefaultSchema,
  'delivery-mismatch': agreeWithDelivery,
  'delivery-undescribed': describeDelivered,
  'dynamic-members': repair,
  'dynamic-operation-unknown': nearestOperation,
  'dynamic-parameters': repair,
  'extension-misplaced': removal(mark('Remove it')),
  'summary-type': summaryText,
  'trigger-metadata-type': rightMetadata,
  'trigger-value-type': removal(mark('Remove it')),
  'enum-values': repair,
  'extension-type': repair,
  'extension-value': repair,
  'internal-default-optional': repair,
  'keyword-unsupported': repair,
  'location-undocumented': addLocation,
  'mime-unsupported': formType,
  'notification-content-misplaced': moveContent,
  'notification-content-missing': addContent,
  'notification-content-orphan': removal(mark('Remove it')),
  'notification-content-schema-missing': addContentSchema,
  'notification-content-sibling': makeOperationInternal,
  'notification-content-unknown-key': repairOrRemove,
  'notification-elsewhere': removeNotification,
  'notification-required-unknown': itemRemoval(mark('Remove it from required')),
  'notification-schema-ignored-keyword': readableType,
  'notification-url-default': removal(mark('Remove the default'), true),
  'notification-url-duplicate': unmarkCallback,
  'notification-url-misplaced': moveCallbackFromParameter,
  'notification-url-missing': markCallback,
  'notification-url-not-internal': markInternal,
  'notification-url-not-required': markRequired,
  'notification-url-type': callbackType,
  'notification-url-type-missing': addType,
  'notification-url-unreachable': reachableCallback,
  'notification-url-value': replaceValueFix(mark('Change to true'), true, true),
  'not-swagger-2': swaggerVersion,
  'operation-description-style': repair,
  'operation-family': orderFamily,
  'operation-id': operationId,
  'operation-no-success-response': addSuccessResponse,
  'operation-parameters-missing': repair,
  'operation-summary': repair,
  'output-schema-missing': addOutputSchema,
  'parameter-summary': repair,
  'path-parameter-encoding': addEncoding,
  'path-parameters': declarePathParameter,
  'reference-siblings': repair,
  'repeated-value': removeRepeated,
  'required-read-only': repair,
  'responses-missing': addResponses,
  'schema-contradiction': repair,
  'security-undefined': renameScheme,
  'swagger-structure': structure,
  'title-over-summary': removal(mark('Remove it')),
  'trigger-auth-parameter': itemRemoval(mark('Remove the parameter')),
  'trigger-hint-without-trigger': triggerForHint,
  'trigger-incomplete': makePolling,
  'trigger-internal': removal(mark('Make the trigger visible')),
  'trigger-metadata': rightMetadata,
  'trigger-misplaced': moveToOperation,
  'trigger-missing': repair,
  'trigger-no-success-response': addSuccess,
  'trigger-responses-empty': addResponses,
  'trigger-summary': repair,
  'trigger-value': (context) =>
    context.finding.repair ? repair(context) : replaceValueFix(say('Change to "single"'), 'single')(context),
  'unknown-extension': renameExtension,
  'unresolved-reference': nearestReference,
  'unsubscribe-missing': addUnsubscribe,
  'unsubscribe-visible': hideUnsubscribe,
  'url-encoding-misplaced': removal(mark('Remove it')),
  'value-mismatch': valueOfType,
  'visibility-value': nearestVisibility,
  'webhook-batch': replaceValueFix(mark('Change to "single"'), 'single'),
};
