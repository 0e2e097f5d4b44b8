import {html} from 'hono/html'
import {actButton, sheet} from './admin-frame.js'
import type {Html} from './page.js'
import type {Group, User} from '../company/company.js'
import type {World} from '../world.js'

/** Users with their groups, and the groups with their members. */
export function peopleView(world: World): Html {
  const {users, groups, accounts} = world.company
  return html`<h1>People</h1>
    <p>
      Whoever leaves a group loses at once what only that group gave. Deactivating somebody ends all their
      sessions; role credentials already handed out live on until they expire, as at AWS.
    </p>
    ${sheet(
      ['Person', 'Status', 'Groups', `Accounts of ${accounts.length}`, ''],
      users.map((user) => userRow(world, user)),
      'This company has no users.',
    )}
    <h2>Groups</h2>
    ${sheet(
      ['Group', 'Members'],
      groups.map((group) => groupRow(world, group)),
      'This company has no groups.',
    )}`
}

function userRow(world: World, user: User): Html {
  const toggle = user.active ? 'deactivate' : 'activate'
  return html`<tr>
    <td>${user.name}<small>${user.login}</small></td>
    <td>${statusChip(user)}</td>
    <td>
      ${world.company.groupsOf(user.login).map((group) => html`<span class="chip">${group.name}</span>`)}
    </td>
    <td class="num">${world.company.accountsOf(user.login).length}</td>
    <td class="act">
      ${actButton(world, 'people', {
        label: user.active ? 'Deactivate' : 'Activate',
        action: `user.${toggle} ${user.login}`,
        danger: user.active,
      })}
    </td>
  </tr>`
}

function statusChip({status, active}: User): Html {
  const words =
    status === 'DEPROVISIONED'
      ? 'Deactivated'
      : `${status[0] ?? ''}${status.slice(1).toLowerCase().replaceAll('_', ' ')}`
  return html`<span class="chip ${active ? 'good' : 'bad'}">${words}</span>`
}

function groupRow(world: World, {name, description, members}: Group): Html {
  return html`<tr>
    <td>${name}<small>${description}</small></td>
    <td>
      ${members.map(
        (login) =>
          html`<span class="chip"
            >${login}${actButton(world, 'people', {label: 'remove', action: `group.remove ${name} ${login}`})}</span
          >`,
      )}
      ${outsiders(world, members).map(
        (login) =>
          html`<span class="chip wait"
            >${actButton(world, 'people', {label: `add ${login}`, action: `group.add ${name} ${login}`})}</span
          >`,
      )}
    </td>
  </tr>`
}

/** Those who could join; only a few are offered, the rest join by `sandbox do group.add`. */
function outsiders(world: World, members: readonly string[]): readonly string[] {
  return world.company.users
    .filter(({login, active}) => active && !members.includes(login))
    .map(({login}) => login)
    .slice(0, 4)
}
