import type {Plan} from '../scim/plan/plan.js'
import {counted, grouped} from '../shared/counted.js'
import {visibleText} from '../shared/visible-text.js'
import {scimDomain, type Context} from './context.js'

/** Removals that are named one by one. */
const mostNamed = 100

/** Shows a plan to the person at the terminal, with everybody who loses something by name, and asks. */
export async function agreeToPlan(context: Context, plan: Plan): Promise<boolean> {
  const {renderPlanText, workOf} = await scimDomain()
  const {say, terminal, prompts} = context
  say(renderPlanText(plan, {colour: terminal.colour, driftOnly: true}))
  const work = workOf(plan)
  const removals = work.flatMap(({group, remove}) =>
    remove.map(({userName}) => visibleText(`${userName} from ${group.aws?.displayName ?? group.name}`)),
  )
  const deleted = work.filter(({action}) => action === 'delete').map(({group}) => visibleText(group.name))
  if (removals.length > 0) say(`\nTo be removed:`)
  for (const line of removals.slice(0, mostNamed)) say(`  - ${line}`)
  if (removals.length > mostNamed) say(`  ... and ${grouped(removals.length - mostNamed)} more`)
  for (const name of deleted) say(`  The group ${name} is deleted, with its assignments to accounts.`)
  const added = work.reduce((sum, {add}) => sum + add.length, 0)
  return (await prompts()).confirm(
    `Add ${grouped(added)} and remove ${grouped(removals.length)} in ${counted(work.length, 'group')}?`,
    false,
  )
}
