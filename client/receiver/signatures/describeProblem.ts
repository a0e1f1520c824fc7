/** The text of signature problems, in the language of the person. */
import { t } from '../../common/translate';
import type {
  BodyForm,
  KeyForm,
  SignatureProblem,
  SignatureReason,
  UrlForm,
} from '../../providers/kit/signatureProblem';

/** The sentence that says why a request is not accepted, or why nothing in it could be verified. */
export function describeReason(reason: SignatureReason): string {
  if (reason.code === 'unsupportedScheme') {
    return t(
      'Its header {0} holds a signature of a kind that is not verified here, such as one by a certificate.',
      reason.header,
    );
  }
  if (reason.code === 'keyNotFetched') {
    return t(
      '{0}: it is verified with a public key that {1} publishes. Nothing is fetched from there until you agree to it with "Verify Signatures".',
      reason.scheme,
      reason.host,
    );
  }
  const { scheme, problem, secretCount } = reason;
  const text = describeProblem(problem);
  if (scheme === undefined) return text;
  const all = secretCount > 1 ? ` ${t('None of the {0} secrets that are kept fits.', secretCount)}` : '';
  return `${scheme}: ${text}${all}`;
}

/** Begins in lower case: it follows the name of the scheme. */
export function describeProblem(problem: SignatureProblem): string {
  switch (problem.code) {
    case 'mismatch':
      return describeMismatch(problem.possibleCause);
    case 'malformedHeader':
      return t('its header does not have the form that this provider documents.');
    case 'keyUnreadable':
      return t('the secret has the wrong form: this provider shows its secrets in hex or base64.');
    case 'unreadableTimestamp':
      return t('its timestamp cannot be read.');
    case 'staleTimestamp':
      return describeStaleTimestamp(problem);
    case 'keyForm':
      return t('the secret has the wrong form: the signature fits {0}.', describeKeyForm(problem.form));
    case 'encoding':
      return t('it is encoded as {0}, where this provider documents {1}.', problem.used, problem.documented);
    case 'otherUrl':
      return t(
        'it was made for another URL: it fits {0}. It has to be the callback URL as it was registered.',
        describeUrlForm(problem.form),
      );
    case 'otherBody':
      return t(
        'the body was re-serialised on the way, or before it was signed: the signature fits {0}.',
        describeBodyForm(problem.form),
      );
    case 'publicKeyForm':
      return t(
        'the secret has the wrong form: it has to be the public key that the service shows (in PEM, as JSON, or its bytes in base64 or hex).',
      );
    case 'publicKeyMismatch':
      return t('the public key is of another account or application, or the body was changed.');
    case 'bodyDigestMismatch':
      return t('the body is not the one whose digest the URL holds in bodySHA256: it was changed on the way.');
    case 'contentDigestMismatch':
      return t('the body is not the one whose digest its header Content-Digest holds: it was changed on the way.');
    case 'sharedTokenMismatch':
      return t('the token is not the secret of this webhook.');
    case 'bodySecretMismatch':
      return t('"{0}" in the body is not the secret of this webhook.', problem.member);
    case 'webTokenMismatch':
      return t('its token was not signed with the secret of this webhook.');
    case 'webTokenOtherBody':
      return t('its token was made for another body.');
    case 'webTokenOtherUrl':
      return t('its token was made for another URL than the registered callback URL.');
    case 'webTokenExpired':
      return t('its token has expired.');
    case 'bodyTooLarge':
      return t("with this provider's signature a body of more than {0} bytes is not verified.", problem.maxBytes);
  }
}

function describeMismatch(possibleCause: 'otherUrl' | 'unknownScheme' | undefined): string {
  const text = t(
    'the secret is not the one that the service signs with (mistyped, of another webhook, or rotated), or the body was changed on the way.',
  );
  if (possibleCause === 'otherUrl')
    return t('{0} Or the service signed another URL than the registered callback URL.', text);
  if (possibleCause === 'unknownScheme')
    return t('{0} Or it signs in a way that is not known here: describe it as "signature".', text);
  return text;
}

function describeStaleTimestamp({
  isAhead,
  seconds,
  allowedSeconds,
}: Extract<SignatureProblem, { code: 'staleTimestamp' }>): string {
  const how = isAhead
    ? t('its timestamp is stale: {0} s ahead, where {1} s are allowed.', seconds, allowedSeconds)
    : t('its timestamp is stale: {0} s old, where {1} s are allowed.', seconds, allowedSeconds);
  return t('{0} It was replayed or delayed, or one of the clocks is wrong.', how);
}

function describeKeyForm(form: KeyForm): string {
  switch (form) {
    case 'plainText':
      return t('it as plain text');
    case 'trimmed':
      return t('it without the blanks around it');
    case 'lineEnd':
      return t('it with a line end behind it');
    case 'withoutPrefix':
      return t('it without "whsec_"');
    case 'base64':
      return t('it decoded from base64');
    case 'hex':
      return t('it decoded from hex');
  }
}

function describeUrlForm(form: UrlForm): string {
  switch (form.change) {
    case 'withoutQuery':
      return t('it without its query');
    case 'trailingSlash':
      return t('it with a slash behind it');
    case 'port':
      return t('it with its port');
    case 'scheme':
      return t('it with {0}//', form.scheme);
    case 'host':
      return t('it at the host of {0}', form.header);
    case 'hostAndScheme':
      return t('it at the host of {0}, with {1}//', form.header, form.scheme);
  }
}

function describeBodyForm(form: BodyForm): string {
  switch (form) {
    case 'trimmed':
      return t('it without the blanks around it');
    case 'lineEnd':
      return t('it with a line end behind it');
    case 'compact':
      return t('its JSON without blanks');
    case 'spaced':
      return t('its JSON with blanks after colons and commas');
    case 'escapedSlashes':
      return t('its JSON with slashes escaped');
    case 'indent2':
      return t('its JSON indented by 2');
    case 'indent4':
      return t('its JSON indented by 4');
  }
}
