import {html} from 'hono/html'
import {actButton, sheet} from './admin-frame.js'
import type {Html} from './page.js'
import {awsMembers} from '../actions/aws-actions.js'
import type {IdentityGroup} from '../aws/directory/records.js'
import type {World} from '../world.js'
import {counted} from '../../shared/counted.js'
import {visibleText} from '../../shared/visible-text.js'

/** More of them are only counted. */
const mostShown = 50

/** What Identity Center holds by itself: groups with their members, where Okta has it otherwise, and what SCIM was asked. */
export function identityView(world: World): Html {
  const {users, groups} = world.company.aws.written
  const {total} = world.scim.counts.all
  return html`<h1>Identity Center</h1>
    <p>
      ${counted(users.size, 'user')} and ${counted(groups.size, 'group')}. Roles follow from these groups.
      Okta pushes changes of its own groups here at once, but for those whose name begins with AWS_.
      ${counted(total.calls, 'SCIM request')} so far, ${total.throttled} of them throttled, ${total.failed}
      refused or failed.
    </p>
    ${sheet(
      ['Group', 'Members', 'Only in Okta'],
      groups.all.slice(0, mostShown).map((group) => groupRow(world, group)),
      'Identity Center has no groups.',
    )}
    ${groups.size > mostShown ? html`<p>And ${groups.size - mostShown} more groups.</p>` : ''}`
}

function groupRow(world: World, group: IdentityGroup): Html {
  const {displayName, externalId, description} = group
  const members = awsMembers(world, group)
  const okta = world.company.groupOfId(externalId ?? '') ?? world.company.findGroup(displayName)
  const [inAws, inOkta] = [new Set(members), new Set(okta?.members)]
  const missing = (okta?.members ?? []).filter((login) => !inAws.has(login))
  return html`<tr>
    <td>${visibleText(displayName)}<small>${okta === undefined ? 'not in Okta' : description}</small></td>
    <td>
      ${members.slice(0, mostShown).map((login) => memberChip(world, {group, login, isWanted: inOkta.has(login)}))}
      ${members.length > mostShown ? html`<small>and ${members.length - mostShown} more</small>` : ''}
    </td>
    <td>
      ${missing.slice(0, mostShown).map((login) => html`<span class="chip wait">${visibleText(login)}</span>`)}
      ${missing.length > mostShown ? html`<small>and ${missing.length - mostShown} more</small>` : ''}
    </td>
  </tr>`
}

function memberChip(
  world: World,
  {
    group,
    login,
    isWanted,
  }: {readonly group: IdentityGroup; readonly login: string; readonly isWanted: boolean},
): Html {
  const words = [group.displayName, login]
  // The words of an action have no blanks in them.
  const button = words.some((word) => /\s/.test(word))
    ? ''
    : actButton(world, 'identity', {label: 'remove', action: `aws.group.remove ${words.join(' ')}`})
  return html`<span class="chip ${isWanted ? '' : 'bad'}">${visibleText(login)}${button}</span>`
}
