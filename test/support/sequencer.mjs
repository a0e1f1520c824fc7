import { BaseSequencer } from 'vitest/node';

/**
 * The order in which the workers take the test files: those that run in VS Code take longest, and begin first. Without this
 * the last minutes of a run would wait for one of them on one core.
 */
export class HostTestsFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    const isInHost = ({ project }) => project.name === 'host';
    return [...sorted.filter(isInHost), ...sorted.filter((file) => !isInHost(file))];
  }
}
