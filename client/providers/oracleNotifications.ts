import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { emptyResponse, shownText } from './kit/handshakeBody';
import type { Provider } from './kit/provider';

const confirmation: Handshake = {
  name: 'Oracle Notifications confirmation',
  secret: 'none',
  about: {
    request: '`X-OCI-NS-ConfirmationURL`',
    response: '200; the URL is opened by the button *Confirm Subscription* only',
  },
  respond({ headers }) {
    const url = headers['x-oci-ns-confirmationurl'];
    if (!url || headers['x-oci-ns-messagetype'] !== 'SubscriptionConfirmation') return undefined;
    const problem = t(
      "Oracle's service sends no deliveries until its confirmation URL was opened. If you trust it, open {0}",
      shownText(url),
    );
    return { ...emptyResponse, problem, confirms: url };
  },
};

export const oracleNotifications: Provider = {
  name: 'Oracle Cloud Notifications (ONS)',
  docs: {
    url: 'https://docs.oracle.com/iaas/Content/Notification/Tasks/confirm-subscription.htm',
    read: '2026-11-30',
  },
  hosts: ['oraclecloud.com'],
  event: { header: 'x-oci-ns-messagetype' },
  deliveryId: { header: 'x-oci-ns-messageid' },
  handshakes: [confirmation],
  confirmation: {
    hosts: /(^|\.)oraclecloud\.com$/,
    isAsked: (headers) => headers['x-oci-ns-messagetype'] === 'SubscriptionConfirmation',
  },
  expiry: 'the confirmation URL is valid for three days',
};
