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
      "Its header {0} contains a kind of signature that can't be verified here, such as one with a certificate.",
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
  const all = secretCount > 1 ? ` ${t('None of the {0} saved signing secrets matches.', secretCount)}` : '';
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
      return t("its timestamp can't be read.");
    case 'staleTimestamp':
      return describeStaleTimestamp(problem);
    case 'keyForm':
      return describeKeyForm(problem.form);
    case 'encoding':
      return t('it is encoded as {0}, where this provider documents {1}.', problem.used, problem.documented);
    case 'otherUrl':
      return describeUrlForm(problem.form);
    case 'otherBody':
      return describeBodyForm(problem.form);
    case 'publicKeyForm':
      return t(
        'the secret has the wrong form: it must be the public key that the service shows (in PEM, as JSON, or its bytes in base64 or hex).',
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
  if (possibleCause === 'otherUrl')
    return t(
      'the secret is not the one that the service signs with, or the body was changed on the way. Or the service signed another URL than the registered callback URL.',
    );
  if (possibleCause === 'unknownScheme')
    return t(
      'the secret is not the one that the service signs with, or the body was changed on the way. Or the signature scheme is not known here: describe it with the command Verify Signatures.',
    );
  return t(
    'the secret is not the one that the service signs with (mistyped, of another webhook, or rotated), or the body was changed on the way.',
  );
}

function describeStaleTimestamp({
  isAhead,
  seconds,
  allowedSeconds,
}: Extract<SignatureProblem, { code: 'staleTimestamp' }>): string {
  return isAhead
    ? t(
        'its timestamp is stale: {0} s ahead, where {1} s are allowed. It was replayed or delayed, or one of the clocks is wrong.',
        seconds,
        allowedSeconds,
      )
    : t(
        'its timestamp is stale: {0} s old, where {1} s are allowed. It was replayed or delayed, or one of the clocks is wrong.',
        seconds,
        allowedSeconds,
      );
}

function describeKeyForm(form: KeyForm): string {
  switch (form) {
    case 'plainText':
      return t('the secret has the wrong form: the signature matches its plain text.');
    case 'trimmed':
      return t('the secret has the wrong form: the signature matches it without the spaces around it.');
    case 'lineEnd':
      return t('the secret has the wrong form: the signature matches it with a line break at its end.');
    case 'withoutPrefix':
      return t('the secret has the wrong form: the signature matches it without "whsec_".');
    case 'base64':
      return t('the secret has the wrong form: the signature matches it decoded from base64.');
    case 'hex':
      return t('the secret has the wrong form: the signature matches it decoded from hex.');
  }
}

function describeUrlForm(form: UrlForm): string {
  switch (form.change) {
    case 'withoutQuery':
      return t('it was made for the callback URL without its query. The service must sign the URL as registered.');
    case 'trailingSlash':
      return t(
        'it was made for the callback URL with a slash at its end. The service must sign the URL as registered.',
      );
    case 'port':
      return t('it was made for the callback URL with its port. The service must sign the URL as registered.');
    case 'scheme':
      return t(
        'it was made for the callback URL with {0}//. The service must sign the URL as registered.',
        form.scheme,
      );
    case 'host':
      return t(
        'it was made for the callback URL at the host of {0}. The service must sign the URL as registered.',
        form.header,
      );
    case 'hostAndScheme':
      return t(
        'it was made for the callback URL at the host of {0}, with {1}//. The service must sign the URL as registered.',
        form.header,
        form.scheme,
      );
  }
}

function describeBodyForm(form: BodyForm): string {
  switch (form) {
    case 'trimmed':
      return t(
        'the body was changed on the way, or before it was signed: the signature matches it without the spaces around it.',
      );
    case 'lineEnd':
      return t(
        'the body was changed on the way, or before it was signed: the signature matches it with a line break at its end.',
      );
    case 'compact':
      return t(
        'the body was serialized again on the way, or before it was signed: the signature matches its JSON without spaces.',
      );
    case 'spaced':
      return t(
        'the body was serialized again on the way, or before it was signed: the signature matches its JSON with spaces after colons and commas.',
      );
    case 'escapedSlashes':
      return t(
        'the body was serialized again on the way, or before it was signed: the signature matches its JSON with escaped slashes.',
      );
    case 'indent2':
      return t(
        'the body was serialized again on the way, or before it was signed: the signature matches its JSON indented by 2.',
      );
    case 'indent4':
      return t(
        'the body was serialized again on the way, or before it was signed: the signature matches its JSON indented by 4.',
      );
  }
}
