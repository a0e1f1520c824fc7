import { arrayWithoutItems } from './array-without-items';
import { dynamicMembers } from './dynamic-members';
import { dynamicOperationUnknown } from './dynamic-operation-unknown';
import { dynamicParameters } from './dynamic-parameters';
import { extensionMisplaced } from './extension-misplaced';
import { extensionType } from './extension-type';
import { extensionValue } from './extension-value';
import { internalWithoutDefault } from './internal-without-default';
import { locationUndocumented } from './location-undocumented';
import { notSwagger2 } from './not-swagger-2';
import { notificationContentMisplaced } from './notification-content-misplaced';
import { notificationContentMissing } from './notification-content-missing';
import { notificationContentOrphan } from './notification-content-orphan';
import { notificationContentSchemaMissing } from './notification-content-schema-missing';
import { notificationContentShape } from './notification-content-shape';
import { notificationContentSibling } from './notification-content-sibling';
import { notificationContentUnknownKey } from './notification-content-unknown-key';
import { notificationRequiredUnknown } from './notification-required-unknown';
import { notificationSchemaIgnoredKeyword } from './notification-schema-ignored-keyword';
import { notificationUrlDefault } from './notification-url-default';
import { notificationUrlDuplicate } from './notification-url-duplicate';
import { notificationUrlMisplaced } from './notification-url-misplaced';
import { notificationUrlMissing } from './notification-url-missing';
import { notificationUrlNotInternal } from './notification-url-not-internal';
import { notificationUrlNotRequired } from './notification-url-not-required';
import { notificationUrlType } from './notification-url-type';
import { notificationUrlTypeMissing } from './notification-url-type-missing';
import { notificationUrlUnreachable } from './notification-url-unreachable';
import { notificationUrlValue } from './notification-url-value';
import { operationId } from './operation-id';
import { pathParameters } from './path-parameters';
import { policyConnectionParameter } from './policy-connection-parameter';
import { policyOperationUnknown } from './policy-operation-unknown';
import { policyPollingTrigger } from './policy-polling-trigger';
import { referenceSiblings } from './reference-siblings';
import { responsesMissing } from './responses-missing';
import type { Rule } from './rule';
import { schemaContradiction } from './schema-contradiction';
import { securityUndefined } from './security-undefined';
import { swaggerStructure } from './swagger-structure';
import { titleOverSummary } from './title-over-summary';
import { triggerAuthParameter } from './trigger-auth-parameter';
import { triggerHintWithoutTrigger } from './trigger-hint-without-trigger';
import { triggerIncomplete } from './trigger-incomplete';
import { triggerInternal } from './trigger-internal';
import { triggerMetadata } from './trigger-metadata';
import { triggerMethod } from './trigger-method';
import { triggerMisplaced } from './trigger-misplaced';
import { triggerMissing } from './trigger-missing';
import { triggerNo201 } from './trigger-no-201';
import { triggerNoSuccessResponse } from './trigger-no-success-response';
import { triggerResponsesEmpty } from './trigger-responses-empty';
import { triggerSummary } from './trigger-summary';
import { triggerSummaryStyle } from './trigger-summary-style';
import { triggerValue } from './trigger-value';
import { triggersSharePath } from './triggers-share-path';
import { unknownExtension } from './unknown-extension';
import { unresolvedReference } from './unresolved-reference';
import { unsubscribeMissing } from './unsubscribe-missing';
import { unsubscribeNeedsInput } from './unsubscribe-needs-input';
import { unsubscribeUnlikely } from './unsubscribe-unlikely';
import { unsubscribeVisible } from './unsubscribe-visible';
import { urlEncodingMisplaced } from './url-encoding-misplaced';
import { valueMismatch } from './value-mismatch';
import { visibilityValue } from './visibility-value';
import { webhookAction } from './webhook-action';
import { webhookBatch } from './webhook-batch';

/** Every rule. Adding one is a file, a line here and a folder of fixtures; `syntax` and `duplicate-key` come from the reader. */
export const rules: Rule[] = [
  arrayWithoutItems,
  dynamicMembers,
  dynamicOperationUnknown,
  dynamicParameters,
  extensionMisplaced,
  extensionType,
  extensionValue,
  internalWithoutDefault,
  locationUndocumented,
  notSwagger2,
  notificationContentMisplaced,
  notificationContentMissing,
  notificationContentOrphan,
  notificationContentSchemaMissing,
  notificationContentShape,
  notificationContentSibling,
  notificationContentUnknownKey,
  notificationRequiredUnknown,
  notificationUrlDefault,
  notificationUrlDuplicate,
  notificationUrlMisplaced,
  notificationUrlMissing,
  notificationUrlNotInternal,
  notificationUrlNotRequired,
  notificationUrlType,
  notificationUrlTypeMissing,
  notificationUrlValue,
  operationId,
  pathParameters,
  policyConnectionParameter,
  policyOperationUnknown,
  policyPollingTrigger,
  responsesMissing,
  schemaContradiction,
  securityUndefined,
  swaggerStructure,
  titleOverSummary,
  triggerAuthParameter,
  triggerHintWithoutTrigger,
  triggerIncomplete,
  triggerInternal,
  triggerMetadata,
  triggerMethod,
  triggerMisplaced,
  triggerMissing,
  triggerNo201,
  triggerNoSuccessResponse,
  triggerResponsesEmpty,
  triggerSummary,
  triggerSummaryStyle,
  triggerValue,
  triggersSharePath,
  unknownExtension,
  unresolvedReference,
  unsubscribeMissing,
  unsubscribeNeedsInput,
  unsubscribeUnlikely,
  unsubscribeVisible,
  urlEncodingMisplaced,
  valueMismatch,
  visibilityValue,
  webhookAction,
  webhookBatch,
  notificationSchemaIgnoredKeyword,
  notificationUrlUnreachable,
  referenceSiblings,
];
