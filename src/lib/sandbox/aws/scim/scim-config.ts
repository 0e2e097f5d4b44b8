import {notFound, ScimRefusal} from './scim-refusal.js'
import type {ScimReply, ScimRequest} from './scim-request.js'
import {scimSchemas} from './scim-schemas.js'

const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
const typeSchema = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType'

/** GET /ServiceProviderConfig */
export function serviceProviderConfig({scim}: ScimRequest): ScimReply {
  const isNew = scim.settings.generation === 'new'
  return {
    body: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      documentationUri:
        'https://docs.aws.amazon.com/singlesignon/latest/userguide/manage-your-identity-source-idp.html',
      authenticationSchemes: [
        {
          type: 'oauthbearertoken',
          name: 'OAuth Bearer Token',
          description: 'A token of the Identity Center console in the Authorization header',
          specUri: 'https://www.rfc-editor.org/info/rfc6750',
          documentationUri:
            'https://docs.aws.amazon.com/singlesignon/latest/userguide/provision-automatically.html',
          primary: true,
        },
      ],
      patch: {supported: true},
      bulk: {supported: false, maxOperations: 1, maxPayloadSize: 1_048_576},
      filter: {supported: true, maxResults: isNew ? 100 : 50},
      changePassword: {supported: false},
      sort: {supported: false},
      etag: {supported: false},
      ...(isNew ? {pagination: {cursor: true, index: false, defaultPageSize: 100, maxPageSize: 100}} : {}),
    },
  }
}

const types = [
  {
    name: 'User',
    endpoint: '/Users',
    extensions: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  },
  {name: 'Group', endpoint: '/Groups', extensions: []},
].map(({name, endpoint, extensions}) => ({
  schemas: [typeSchema],
  id: name,
  name,
  description: name === 'User' ? 'User Account' : 'Group',
  endpoint,
  schema: `urn:ietf:params:scim:schemas:core:2.0:${name}`,
  ...(extensions.length === 0
    ? {}
    : {schemaExtensions: extensions.map((schema) => ({schema, required: false}))}),
}))

/** GET /ResourceTypes */
export function resourceTypes(): ScimReply {
  return {body: list(types)}
}

/** GET /ResourceTypes/{id} */
export function resourceType({id}: ScimRequest): ScimReply {
  return one(types, id)
}

/** GET /Schemas */
export function schemas(): ScimReply {
  return {body: list(scimSchemas)}
}

/** GET /Schemas/{id} */
export function schema({id}: ScimRequest): ScimReply {
  return one(scimSchemas, id)
}

/** PUT of a group, /Me, /Bulk, /.search and whatever else AWS does not have. */
export function unsupported(): ScimReply {
  throw new ScimRefusal(404, 'Resource not found.')
}

function one(all: readonly {readonly id: string}[], id: string): ScimReply {
  const found = all.find((each) => each.id === id)
  if (found === undefined) throw notFound()
  return {body: found}
}

function list(resources: readonly object[]): object {
  const count = resources.length
  return {
    totalResults: count,
    itemsPerPage: count,
    startIndex: 1,
    schemas: [listSchema],
    Resources: resources,
  }
}
