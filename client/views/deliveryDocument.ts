import * as vscode from 'vscode';
import { mask } from '../common/redact';
import { t } from '../common/translate';
import type { StoredDelivery } from '../domain/delivery';
import { isMaskedHeader } from '../receiver/masking';
import { readBody } from '../receiver/store/readBody';
import { formatSize } from './render';

const scheme = 'flow-webhooks-delivery';

/** Maximum number of body bytes shown in the document; the stored file has the whole body. */
const maxShown = 2 * 1024 * 1024;

/** Shows a stored delivery as a read-only JSON document: request, verdict and body. */
export class DeliveryDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly deliveries = new Map<string, StoredDelivery>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  async show(delivery: StoredDelivery): Promise<void> {
    const time = delivery.receivedAt.replace(/[^\dTZ.]/g, '-');
    const uri = vscode.Uri.from({ scheme, path: `/${time}.json`, query: delivery.id });
    this.deliveries.set(uri.toString(), delivery);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const delivery = this.deliveries.get(uri.toString());
    if (!delivery) return '';
    const { receivedAt, kind, event, method, answered, signature, conforms, problems } = delivery;
    const headers = withoutSecrets(delivery.headers);
    const about = {
      receivedAt,
      kind,
      event,
      method,
      answered,
      signature,
      conforms,
      problems,
      headers,
      ...cut(delivery),
    };
    return `${JSON.stringify({ ...about, body: await bodyOf(delivery) }, null, 2)}\n`;
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** A note that the body was cut, placed before the body, whose end is far below. */
const cut = ({ bytes }: StoredDelivery) =>
  bytes > maxShown && {
    cut: t(
      'The body has {0}, and only the first {1} follow, as text. "Save body" in the inspector writes all of it.',
      formatSize(bytes),
      formatSize(maxShown),
    ),
  };

/** Masks secret headers. They are masked when stored, but an earlier version may not have done so. */
const withoutSecrets = (headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isMaskedHeader(name, value) ? mask : value]),
  );

/** Returns the body as a JSON value if it parses, otherwise as text. */
async function bodyOf(delivery: StoredDelivery): Promise<unknown> {
  const text = new TextDecoder().decode(await readBody(delivery, maxShown));
  try {
    return JSON.parse(text);
  } catch {
    return delivery.bytes > maxShown ? `${text}…` : text;
  }
}
