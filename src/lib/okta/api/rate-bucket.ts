/**
 * The family of API paths that Okta counts together, as far as is known: the collection, one object of it, and each
 * collection below an object. `/api/v1/groups/00g1/users` is `groups-id-users`. Where Okta counts two families as one, the
 * headers of each answer still keep both within the share.
 */
export function bucketOf(pathname: string): string {
  const segments = pathname.split('/').filter(Boolean)
  const [api, , family = 'other', ...rest] = segments
  if (api !== 'api') return 'other'
  const steps = rest.slice(0, 3).map((step, index) => (index % 2 === 0 && step !== 'rules' ? 'id' : step))
  return [family, ...steps].map((step) => step.replace(/[^A-Za-z0-9_]/g, '_').slice(0, 40)).join('-')
}
