import type { Handshake } from './kit/handshake';
import { emptyResponse, isForm } from './kit/handshakeBody';
import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

/** `WC_Webhook::deliver_ping`: not signed; WooCommerce disables the webhook unless it is accepted. */
const ping: Handshake = {
  name: 'WooCommerce ping',
  secret: 'none',
  isUnsigned: true,
  about: { request: '`webhook_id=…` alone in a form', response: '200' },
  respond: (incoming) =>
    isForm(incoming) && incoming.body.length < 64 && /^webhook_id=\d+$/.test(incoming.body.toString('latin1'))
      ? emptyResponse
      : undefined,
};

export const woocommerce: Provider = {
  name: 'WooCommerce',
  docs: { url: 'https://developer.woocommerce.com/docs/apis/rest-api/v3/webhooks/', read: '2026-11-30' },
  event: { header: 'x-wc-webhook-topic' },
  deliveryId: { header: 'x-wc-webhook-delivery-id' },
  signatures: [ofBody('WooCommerce', 'x-wc-webhook-signature', base64)],
  handshakes: [ping],
  secret: '`secret` of the webhook',
};
