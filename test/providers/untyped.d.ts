declare module 'braintree';
declare module 'sns-validator';
