import type { HandshakeAnswer } from '../../domain/handshakeAnswer';
import { parseHandshakeAnswer } from '../../receiver/handshakes/ownAnswer';
import { type Context, requireWebhook } from '../context';

/** Sets the response to the handshakes of a webhook; `null` removes it. Throws, naming the property that is wrong. */
export async function setHandshakeAnswer(
  context: Context,
  id: string,
  given: HandshakeAnswer | null,
): Promise<{ id: string; handshakeAnswer?: HandshakeAnswer }> {
  const answer = given === null ? undefined : parseHandshakeAnswer(given);
  const { handshakeAnswer: _, ...rest } = requireWebhook(context, id);
  await context.ledger.put({ ...rest, ...(answer && { handshakeAnswer: answer }) });
  context.emit({ type: 'registrations' });
  return { id, ...(answer && { handshakeAnswer: answer }) };
}

/** For prompts, which check each part as it is typed. */
export { parseHandshakeAnswer };
