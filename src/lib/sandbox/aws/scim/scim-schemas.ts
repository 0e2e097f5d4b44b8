/* The attributes AWS keeps, as RFC 7643 section 7 describes attributes. */

const schemaSchema = 'urn:ietf:params:scim:schemas:core:2.0:Schema'

interface Attribute {
  readonly name: string
  readonly type: 'string' | 'boolean' | 'complex' | 'reference'
  readonly multiValued: boolean
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: 'readWrite' | 'readOnly' | 'immutable'
  readonly returned: 'default' | 'always'
  readonly uniqueness: 'none' | 'server'
  readonly description: string
  readonly subAttributes?: readonly Attribute[]
  readonly referenceTypes?: readonly string[]
}

function text(name: string, also: Partial<Attribute> = {}): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    description: name,
    ...also,
  }
}

function texts(...names: readonly string[]): readonly Attribute[] {
  return names.map((name) => text(name))
}

/** At most one value, though SCIM would have many. */
function several(name: string, subAttributes: readonly Attribute[]): Attribute {
  return text(name, {type: 'complex', multiValued: true, subAttributes})
}

const primary = text('primary', {type: 'boolean'})

/** What GET /Schemas lists. */
export const scimSchemas = [
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:User',
    name: 'User',
    description: 'User Account',
    attributes: [
      text('userName', {required: true, uniqueness: 'server'}),
      text('name', {
        type: 'complex',
        required: true,
        subAttributes: [
          text('givenName', {required: true}),
          text('familyName', {required: true}),
          ...texts('formatted', 'middleName', 'honorificPrefix', 'honorificSuffix'),
        ],
      }),
      text('displayName', {required: true}),
      ...texts('nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone'),
      text('profileUrl', {type: 'reference', referenceTypes: ['external']}),
      text('active', {type: 'boolean'}),
      several('emails', [...texts('value', 'type'), primary]),
      several('phoneNumbers', [...texts('value', 'type'), primary]),
      several('addresses', [
        ...texts('formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country', 'type'),
        primary,
      ]),
    ],
  },
  {
    id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    name: 'EnterpriseUser',
    description: 'Enterprise User',
    attributes: [
      ...texts('employeeNumber', 'costCenter', 'organization', 'division', 'department'),
      text('manager', {type: 'complex', subAttributes: texts('value', 'displayName')}),
    ],
  },
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
    name: 'Group',
    description: 'Group',
    attributes: [
      text('displayName', {required: true, uniqueness: 'server'}),
      several('members', [
        text('value', {mutability: 'immutable'}),
        text('type', {mutability: 'immutable'}),
        text('$ref', {type: 'reference', mutability: 'immutable', referenceTypes: ['User']}),
      ]),
    ],
  },
].map((schema) => ({schemas: [schemaSchema], ...schema}))
