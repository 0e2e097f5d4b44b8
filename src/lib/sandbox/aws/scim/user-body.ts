import {invalid} from './scim-refusal.js'
import {longestExternalId, longestName, requiredText, seconds, textOf} from './scim-request.js'
import type {IdentityUser, NewIdentityUser} from '../directory/records.js'
import {isObject, objectAt} from '../../okta/api/read-body.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

const coreSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const longestUserName = 128

/** Attributes that are kept as they come. Anything else is dropped. */
const plain = [
  'nickName',
  'profileUrl',
  'title',
  'userType',
  'preferredLanguage',
  'locale',
  'timezone',
  'addresses',
  'phoneNumbers',
  enterpriseSchema,
]
const single = ['emails', 'phoneNumbers', 'addresses']

/** A user as the endpoint shows it. */
export function userBody(user: IdentityUser): JsonObject {
  const {id, externalId, userName, displayName, givenName, familyName, email, active, more} = user
  const {name, emails, ...others} = more
  return {
    id,
    ...(externalId === undefined ? {} : {externalId}),
    meta: {
      resourceType: 'User',
      created: seconds(user.createdAt),
      lastModified: seconds(user.updatedAt),
    },
    schemas: [coreSchema, ...(enterpriseSchema in others ? [enterpriseSchema] : [])],
    userName,
    name: {...(isObject(name) ? name : {}), givenName, familyName},
    displayName,
    active,
    ...(email === undefined
      ? {}
      : {
          emails: isObject(emails)
            ? [{...emails, value: email}]
            : [{value: email, type: 'work', primary: true}],
        }),
    ...others,
  }
}

/**
 * The user a whole resource describes.
 * @throws ScimRefusal 400 where a name is missing, there are two of what there may be one, or a character is not allowed
 */
export function readUser(body: JsonObject): NewIdentityUser {
  for (const list of single) {
    const value = body[list]
    if (value !== undefined && (!Array.isArray(value) || value.length > 1)) throw invalid()
  }
  const name = objectAt(body, 'name')
  const [email] = Array.isArray(body['emails']) ? (body['emails'] as readonly JsonValue[]) : []
  if (email !== undefined && !isObject(email)) throw invalid()
  const active = body['active'] ?? true
  if (typeof active !== 'boolean') throw invalid()
  const {givenName, familyName, ...names} = name
  const kept = plain.flatMap((key) => {
    const value = body[key]
    if (value === undefined || value === null) return []
    return [[key, typeof value === 'string' ? textOf(value, longestName) : value] as const]
  })
  return {
    userName: requiredText(body['userName'], longestUserName),
    externalId: textOf(body['externalId'], longestExternalId),
    displayName: requiredText(body['displayName'], longestName),
    givenName: requiredText(givenName, longestName),
    familyName: requiredText(familyName, longestName),
    email: email === undefined ? undefined : requiredText(email['value'], longestName),
    active,
    more: {
      ...Object.fromEntries(kept),
      ...(Object.keys(names).length === 0 ? {} : {name: names}),
      ...(email === undefined ? {} : {emails: email}),
    },
  }
}
