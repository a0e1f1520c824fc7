// A new trigger from samples: step by step, and in one editor.
import { createRequest, createResponse, notification } from '../../features/tutorialSamples';
import { onStage } from '../stage';
import type { Shoot } from '../surfaces';

export async function wizard(shoot: Shoot): Promise<void> {
  await onStage({}, async (stage) => {
    const { workbench } = stage;
    const asked = (text: RegExp) =>
      workbench.quickInput(({ placeholder, message }) => text.test(`${placeholder} ${message}`));
    await workbench.runCommand('Flow Webhooks: New Trigger from Samples…');
    await asked(/Where should the trigger go/);
    await shoot(stage, 'wizard-01-place');
    await workbench.pick('A new definition in JSON');
    await asked(/Name of the new file/);
    await shoot(stage, 'wizard-02-file');
    await workbench.answer('apiDefinition.swagger.json');
    await asked(/A request that creates a webhook/);
    await shoot(stage, 'wizard-03-request');
    await workbench.copy('{"half": hunter2');
    await workbench.pick('Paste from the clipboard');
    await asked(/It isn't valid JSON/);
    await shoot(stage, 'wizard-04-bad-sample');
    await workbench.copy(createRequest);
    await workbench.pick('Paste from the clipboard');
    await workbench.quickInput(({ message, value }) => /Method and path/.test(message) && value !== '');
    await shoot(stage, 'wizard-05-path');
    await workbench.answer();
    await asked(/The service.s response/);
    await shoot(stage, 'wizard-06-response');
    await workbench.copy(JSON.stringify(createResponse));
    await workbench.pick('Paste from the clipboard');
    await asked(/A delivery of the service/);
    await shoot(stage, 'wizard-07-delivery');
    await workbench.copy(JSON.stringify(notification));
    await workbench.pick('Paste from the clipboard');
    await asked(/Which property takes the callback URL/);
    await shoot(stage, 'wizard-08-callback');
    await workbench.pick('Config URL');
    await asked(/Which values can flow makers change/);
    await shoot(stage, 'wizard-09-values');
    await stage.page.keyboard.press('Enter');
    await asked(/dynamic content/);
    await shoot(stage, 'wizard-10-tokens');
    await stage.page.keyboard.press('Enter');
    await asked(/Title of the trigger/);
    await shoot(stage, 'wizard-11-title');
    await workbench.answer('When a pull request is opened');
    await asked(/Name of the operation/);
    await shoot(stage, 'wizard-12-name');
    await workbench.answer();
    await asked(/How is a webhook deleted/);
    await shoot(stage, 'wizard-13-delete');
    await workbench.pick('DELETE /repos/{owner}/{repo}/hooks/{hookId}');
    await workbench.notification('was added to the definition');
    await shoot(stage, 'wizard-14-written');
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('Flow Webhooks: New Trigger from Samples…');
    await asked(/Where should the trigger go/);
    await workbench.pick('Write everything in one editor…');
    await stage.page.locator('.tab.active', { hasText: 'new-trigger' }).waitFor();
    await workbench.lenses();
    await shoot(stage, 'wizard-20-editor');
  });
}
