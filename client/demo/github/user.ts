/** The answer to `GET /user`, with the properties that the API requires. */
export function userOf(login: string, base: string) {
  const url = `${base}/users/${login}`;
  const html_url = `https://github.com/${login}`;
  const below = ['followers', 'subscriptions', 'organizations', 'repos', 'received_events'] as const;
  return {
    login,
    id: 1,
    node_id: 'MDQ6VXNlcjE=',
    avatar_url: `${html_url}.png`,
    gravatar_id: '',
    url,
    html_url,
    ...Object.fromEntries(below.map((name) => [`${name}_url`, `${url}/${name}`])),
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    events_url: `${url}/events{/privacy}`,
    type: 'User',
    site_admin: false,
    name: login,
    ...Object.fromEntries(['company', 'location', 'email', 'hireable', 'bio'].map((name) => [name, null])),
    blog: '',
    ...Object.fromEntries(['public_repos', 'public_gists', 'followers', 'following'].map((name) => [name, 0])),
    created_at: '2008-01-14T04:33:35Z',
    updated_at: '2008-01-14T04:33:35Z',
    ...Object.fromEntries(
      ['private_gists', 'total_private_repos', 'owned_private_repos', 'disk_usage', 'collaborators'].map((name) => [
        name,
        0,
      ]),
    ),
    two_factor_authentication: true,
  };
}
