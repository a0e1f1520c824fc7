import { textOfBase64 } from '../documents/bytes';
import type { Definition } from '../model/definition';
import { hidesOperations } from '../model/hiddenOperations';
import { type Comparison, comparedOperations } from '../model/script';
import { nearest } from '../model/vocabulary';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** Maximum number of edits between a mistyped name and the one that was meant. */
const maxEdits = 4;

export const scriptOperationUnknown: Rule = {
  code: 'script-operation-unknown',
  summary: "`script.csx` handles an operation that the definition doesn't have.",
  severity: 'warning',
  otherLevels: {
    information: 'if no operation has a similar name, because the code may be for an operation of an earlier version',
  },
  script: (script, report) => {
    const { definition } = script;
    if (!definition || hidesOperations(definition)) return;
    for (const { id, span, ignoresCase } of comparedOperations(script)) {
      if (exists(id, ignoresCase, definition)) continue;
      const near = nearest(id, definition.operationIds(), maxEdits);
      const hint = near === undefined ? '' : say` Did you mean "${near}"?`;
      report({ span }, say`The definition has no operation "${id}", so this code never runs.${hint}`, {
        subject: near,
        ...(near === undefined && { severity: 'information' }),
      });
    }
  },
};

function exists(id: string, ignoresCase: Comparison['ignoresCase'], definition: Definition): boolean {
  if (id === '' || definition.operationsById(id).length > 0) return true;
  if (ignoresCase) return definition.operationIds().some((known) => known.toLowerCase() === id.toLowerCase());
  // For some time scripts got the id in Base64, and published ones compare with that, too.
  return definition.operationsById(textOfBase64(id)).length > 0;
}

export const docs: RuleDocs = {
  topic: 'files',
  why: "A script tells operations apart by `Context.OperationId`. That is never equal to a name that the definition doesn't have, for example because an operation was renamed. The call then goes out without what the script does for it, or is rejected by the script's last branch. This rule reads comparisons and `switch` on `Context.OperationId` itself, but not on a variable that it was copied to.",
  fix: 'Use the name that is in the definition (a quick fix writes the most similar one), or remove the code.',
  incorrect: [
    {
      within: 'script',
      note: 'If the definition has an operation `OnEvent`:',
      text: `public class Script : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        if (this.Context.OperationId == "OnEvnt") this.Context.Request.Headers.Add("X-Event", "all");
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
    }
}`,
    },
    {
      within: 'script',
      level: 'information',
      text: `public class Script : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        switch (this.Context.OperationId)
        {
            case "ListInvoices":
                this.Context.Request.Headers.Add("X-Currency", "EUR");
                break;
        }
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
    }
}`,
    },
  ],
  correct: [
    {
      within: 'script',
      text: `public class Script : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        if (this.Context.OperationId == "OnEvent") this.Context.Request.Headers.Add("X-Event", "all");
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
    }
}`,
    },
  ],
};
