/** What the tutorial's second half imports: requests, answers and events as GitHub's reference shows them, shortened. */
export const createRequest = `curl -L \\
  -X POST \\
  -H "Accept: application/vnd.github+json" \\
  -H "Authorization: Bearer <YOUR-TOKEN>" \\
  -H "X-GitHub-Api-Version: 2022-11-28" \\
  https://api.github.com/repos/OWNER/REPO/hooks \\
  -d '{"name":"web","active":true,"events":["pull_request"],"config":{"url":"https://example.com/webhook","content_type":"json","insecure_ssl":"0"}}'`;

export const createResponse = {
  type: 'Repository',
  id: 12345678,
  name: 'web',
  active: true,
  events: ['pull_request'],
  config: { content_type: 'json', insecure_ssl: '0', url: 'https://example.com/webhook' },
  updated_at: '2019-06-03T00:57:16Z',
  created_at: '2019-06-03T00:57:16Z',
  url: 'https://api.github.com/repos/octocat/Hello-World/hooks/12345678',
  last_response: { code: null, status: 'unused', message: null },
};

/** The tutorial keeps the pull request's URL and who made it. */
export const notification = {
  action: 'opened',
  number: 1,
  pull_request: {
    html_url: 'https://github.com/octocat/Hello-World/pull/1',
    title: 'A change',
    user: { login: 'octocat', id: 1, site_admin: false },
    labels: [{ name: 'bug', color: 'f29513' }],
    milestone: null,
  },
};
