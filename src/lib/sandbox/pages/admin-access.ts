import {html} from 'hono/html'
import {sheet} from './admin-frame.js'
import type {Html} from './page.js'
import type {SeedAccount, SeedAssignment} from '../seed/seed.js'
import type {World} from '../world.js'

/** Which group gives which role where, and the accounts. */
export function accessView(world: World): Html {
  const {assignments, accounts} = world.company
  return html`<h1>Access</h1>
    <p>
      A person has exactly the roles that their groups are assigned to. The portal answers from this table and
      nothing else.
    </p>
    ${sheet(
      ['Group', 'Roles', 'Accounts'],
      assignments.map((given) => assignmentRow(given, accounts)),
      'Nobody has access to anything.',
    )}
    <h2>Accounts</h2>
    ${sheet(['Account', 'Name', 'Roles that others may assume'], accounts.map(accountRow), 'This company has no accounts.')}`
}

function assignmentRow({group, roles, accounts}: SeedAssignment, known: readonly SeedAccount[]): Html {
  const names =
    accounts === 'all'
      ? [`all ${known.length}`]
      : accounts.map((id) => known.find((account) => account.id === id)?.name ?? id)
  return html`<tr>
    <td>${group}</td>
    <td>${roles.map((role) => html`<span class="chip">${role}</span>`)}</td>
    <td>${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}</td>
  </tr>`
}

function accountRow({id, name, email, iamRoles}: SeedAccount): Html {
  return html`<tr>
    <td class="mono">${id}</td>
    <td>${name ?? html`<small>no name</small>`}<small>${email ?? ''}</small></td>
    <td>${iamRoles.map((role) => html`<span class="chip">${role.name}</span>`)}</td>
  </tr>`
}
