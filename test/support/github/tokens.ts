/** May do everything with hooks. */
export const adminToken = 'stand-in-admin-token';
/** Is known, and may do nothing with them. */
export const noScopeToken = 'stand-in-no-scope-token';
