import { answerHandshakes } from './answerHandshakes';
import { applyChange } from './applyChange';
import { checkRegistrations } from './checkRegistrations';
import { checkUnsubscribe } from './checkUnsubscribe';
import { clearDeliveries } from './clearDeliveries';
import { clearDelivery } from './clearDelivery';
import { clearOutput } from './clearOutput';
import { clearStorage } from './clearStorage';
import type { AnyCommand } from './command';
import { compare } from './compare';
import { confirmSubscription } from './confirmSubscription';
import { convertOpenApi } from './convertOpenApi';
import { copyAsCurl } from './copyAsCurl';
import { copyCallbackUrl } from './copyCallbackUrl';
import { copyExpression } from './copyExpression';
import { copyPath } from './copyPath';
import { copyValue } from './copyValue';
import { deleteWebhook } from './delete';
import { deleteAll } from './deleteAll';
import { deliveries } from './deliveries';
import { demo } from './demo';
import { discardChange } from './discardChange';
import { exportDefinition } from './exportDefinition';
import { exportHar } from './exportHar';
import { fetchDelivery } from './fetchDelivery';
import { filterDeliveries } from './filterDeliveries';
import { filterOutput } from './filterOutput';
import { forward } from './forward';
import { list } from './list';
import { listCredentials } from './listCredentials';
import { loadSchema } from './loadSchema';
import { missed } from './missed';
import { newTrigger } from './newTrigger';
import { openDefinition } from './openDefinition';
import { openDelivery } from './openDelivery';
import { openLog } from './openLog';
import { openSample } from './openSample';
import { openStorage } from './openStorage';
import { openWalkthrough } from './openWalkthrough';
import { pauseOutput } from './pauseOutput';
import { ping } from './ping';
import { pressButton } from './pressButton';
import { preview } from './preview';
import { redeliver } from './redeliver';
import { register } from './register';
import { removeCredentials } from './removeCredentials';
import { renew } from './renew';
import { replay } from './replay';
import { resumeOutput } from './resumeOutput';
import { saveDeliveries } from './saveDeliveries';
import { saveDelivery } from './saveDelivery';
import { send } from './send';
import { sendDraft } from './sendDraft';
import { setSignature } from './setSignature';
import { showMoreDeliveries } from './showMoreDeliveries';
import { tail } from './tail';
import { updateSchema } from './updateSchema';

/** All commands; each is declared in package.json under the same id. */
export const commands: AnyCommand[] = [
  register,
  tail,
  deleteWebhook,
  deleteAll,
  renew,
  list,
  deliveries,
  ping,
  redeliver,
  replay,
  forward,
  send,
  sendDraft,
  saveDeliveries,
  saveDelivery,
  clearDeliveries,
  clearDelivery,
  exportHar,
  missed,
  fetchDelivery,
  checkUnsubscribe,
  checkRegistrations,
  loadSchema,
  newTrigger,
  preview,
  setSignature,
  answerHandshakes,
  confirmSubscription,
  listCredentials,
  removeCredentials,
  copyCallbackUrl,
  copyAsCurl,
  copyValue,
  copyPath,
  copyExpression,
  clearOutput,
  openStorage,
  clearStorage,
  updateSchema,
  applyChange,
  discardChange,
  exportDefinition,
  compare,
  convertOpenApi,
  pauseOutput,
  resumeOutput,
  filterOutput,
  openLog,
  openDelivery,
  openDefinition,
  openSample,
  demo,
  openWalkthrough,
  filterDeliveries,
  showMoreDeliveries,
  pressButton,
];
