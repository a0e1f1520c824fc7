import { certified, type Rule } from './rule';

export const responsesMissing: Rule = {
  code: 'responses-missing',
  severity: certified,
  places: {
    operation: (place, report) => {
      if (place.member && !place.node.member('responses')) {
        report({ key: place.member }, 'This operation has no `responses`: certification refuses it.');
      }
    },
  },
};
