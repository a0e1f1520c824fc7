import { checkUnsubscribe } from './checkUnsubscribe';
import { clearOutput } from './clearOutput';
import type { AnyCommand } from './command';
import { copyCallbackUrl } from './copyCallbackUrl';
import { deleteWebhook } from './delete';
import { deleteAll } from './deleteAll';
import { deliveries } from './deliveries';
import { filterDeliveries, filterOutput } from './filters';
import { list } from './list';
import { openDefinition } from './openDefinition';
import { openDelivery } from './openDelivery';
import { openLog } from './openLog';
import { openSample } from './openSample';
import { pauseOutput, resumeOutput } from './pausing';
import { ping } from './ping';
import { redeliver } from './redeliver';
import { register } from './register';
import { removeCredentials } from './removeCredentials';
import { showMoreDeliveries } from './showMoreDeliveries';
import { tail } from './tail';

/** All commands; each is declared in package.json under the same id. */
export const commands: AnyCommand[] = [
  register,
  tail,
  deleteWebhook,
  deleteAll,
  list,
  deliveries,
  ping,
  redeliver,
  checkUnsubscribe,
  removeCredentials,
  copyCallbackUrl,
  clearOutput,
  pauseOutput,
  resumeOutput,
  filterOutput,
  openLog,
  openDelivery,
  openDefinition,
  openSample,
  filterDeliveries,
  showMoreDeliveries,
];
