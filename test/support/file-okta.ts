import type {OktaDirectory, OktaGroupHead, OktaPerson} from '../../src/lib/ports/okta-directory.js'

/** Okta's side as a file may hold it. */
export type OktaFile = readonly {
  readonly id: string
  readonly name: string
  readonly members: readonly OktaPerson[]
}[]

/** Okta's directory over what a file holds. */
export function fileDirectory(groups: OktaFile): OktaDirectory {
  const head = ({id, name}: OktaFile[number]): OktaGroupHead => ({
    id,
    name,
    type: 'OKTA_GROUP',
    lastMembershipUpdated: undefined,
  })
  const byId = new Map(groups.map((group) => [group.id, group]))
  const people = new Map(groups.flatMap(({members}) => members.map((person) => [person.id, person])))
  return {
    orgUrl: 'https://halyard.okta.example',
    groups: (prefix) => Promise.resolve(groups.filter(({name}) => name.startsWith(prefix)).map(head)),
    group: (id) => {
      const found = byId.get(id)
      return Promise.resolve(found && head(found))
    },
    members: (id) => Promise.resolve(byId.get(id)?.members ?? []),
    groupsOf: (user) =>
      Promise.resolve(groups.filter(({members}) => members.some(({id}) => id === user)).map(head)),
    person: (id) => Promise.resolve(people.get(id)),
  }
}
