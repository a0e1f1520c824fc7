// The surfaces of the extension, as scenes: each opens a workbench, does what a person does, and stops at what is worth a look.
import type { Shoot } from '../surfaces';
import { definition } from './definition';
import { deliveries } from './deliveries';
import { demo } from './demo';
import { empty } from './empty';
import { register } from './register';
import { welcome } from './welcome';
import { wizard } from './wizard';

export const scenes: Record<string, (shoot: Shoot) => Promise<void>> = {
  empty,
  demo,
  deliveries,
  definition,
  register,
  wizard,
  welcome,
};
