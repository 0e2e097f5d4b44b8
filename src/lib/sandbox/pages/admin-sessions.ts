import {html} from 'hono/html'
import {actButton, clockTime, sheet} from './admin-frame.js'
import type {Html} from './page.js'
import type {DeviceGrant} from '../aws/grants.js'
import type {RoleKeys} from '../aws/role-keys.js'
import type {Session} from '../aws/sessions.js'
import type {World} from '../world.js'

/** Devices that wait, sessions that are open, and credentials that were handed out. */
export function sessionsView(world: World): Html {
  const now = world.now()
  const waiting = world.grants.devices.filter(
    ({answer, expiresAt}) => answer.kind === 'waiting' && expiresAt > now,
  )
  return html`<h1>Sign-ins</h1>
    <p>
      Ending a session makes its next refresh fail and its token useless, as an administrator would in
      Identity Center.
    </p>
    ${sheet(
      ['Device code', 'Application', 'Until', ''],
      waiting.map((grant) => deviceRow(world, grant)),
      'No device waits for approval.',
    )}
    <h2>Open sessions</h2>
    ${sheet(
      ['Person', 'Application', 'Since', 'Until', 'Refreshed', ''],
      world.sessions.all.map((session) => sessionRow(world, session)),
      'Nobody is signed in.',
    )}
    <h2>Role credentials</h2>
    ${sheet(
      ['Role', 'Account', 'Person', 'Until'],
      world.roleKeys.all
        .slice(-40)
        .reverse()
        .map((keys) => keysRow(keys, now)),
      'None were asked for.',
    )}`
}

function deviceRow(world: World, {userCode, clientId, expiresAt}: DeviceGrant): Html {
  return html`<tr>
    <td class="mono">${userCode}</td>
    <td>${clientName(world, clientId)}</td>
    <td class="num">${clockTime(expiresAt)}</td>
    <td class="act">
      ${actButton(world, 'sessions', {label: 'Approve', action: `device.approve ${userCode}`})}
      ${actButton(world, 'sessions', {label: 'Deny', action: `device.deny ${userCode}`, danger: true})}
    </td>
  </tr>`
}

function sessionRow(world: World, {login, clientId, startedAt, endsAt, refreshes}: Session): Html {
  return html`<tr>
    <td>${login}</td>
    <td>${clientName(world, clientId)}</td>
    <td class="num">${clockTime(startedAt)}</td>
    <td class="num">${clockTime(endsAt)}</td>
    <td class="num">${refreshes}</td>
    <td class="act">
      ${actButton(world, 'sessions', {label: 'End all of theirs', action: `session.revoke ${login}`, danger: true})}
    </td>
  </tr>`
}

function keysRow({identity, expiresAt}: RoleKeys, now: Date): Html {
  return html`<tr>
    <td>${identity.roleName}${identity.chained ? html` <span class="chip">assumed</span>` : ''}</td>
    <td class="mono">${identity.accountId}</td>
    <td>${identity.login}</td>
    <td class="num">
      ${expiresAt > now ? clockTime(expiresAt) : html`<span class="chip bad">expired</span>`}
    </td>
  </tr>`
}

function clientName(world: World, clientId: string): string {
  return world.clients.find(clientId)?.name ?? 'unknown'
}
