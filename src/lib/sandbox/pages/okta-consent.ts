import {Hono, type Context} from 'hono'
import {html} from 'hono/html'
import type {Provider} from 'oidc-provider'
import {readForm, signedIn, staleForm} from './forms.js'
import {showRefusal} from './okta-authorize.js'
import {cardPage, hiddenFields, showPage} from './page.js'
import {showSignIn} from './sign-in.js'
import {switchUser} from './switch-user.js'
import type {Env} from '../aws/serve.js'
import type {User} from '../company/company.js'
import type {OktaApp} from '../okta/auth/apps.js'
import {isAssigned} from '../okta/auth/okta-auth.js'
import {providerOf} from '../okta/auth/provider.js'
import {tellConsent} from '../okta/auth/tell.js'
import type {World} from '../world.js'

type Interaction = InstanceType<Provider['Interaction']>

/** A request of an app that waits for a person. */
interface Step {
  readonly interaction: Interaction
  readonly app: OktaApp
  readonly scope: string
  readonly redirectUri: string
}

const path = '/oauth2/v1/signin'

/** The page between an app's request and its code: who are you, and may the app? */
export function oktaConsentApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.get(path, async (c) => {
    const step = await readStep(world, c.req.query('step'))
    if (step === undefined) return expired(world, c)
    if (world.faults.take(['denied'], 'okta.authorize')) return c.redirect(await deny(step))
    if (world.autoApproveAs !== undefined)
      return c.redirect(
        await decide(world, step, {user: world.company.user(world.autoApproveAs), allowed: true}),
      )
    const login = signedIn(world, c)
    return login === undefined ? askWho(world, c, step) : showConsent(world, c, {step, login})
  })
  app.post(path, async (c) => {
    const form = await readForm(world, c)
    if (form === undefined) return staleForm(world, c)
    const step = await readStep(world, form['step'])
    if (step === undefined) return expired(world, c)
    const login = signedIn(world, c)
    if (login === undefined) return askWho(world, c, step)
    const allowed = form['decision'] === 'allow'
    return c.redirect(await decide(world, step, {user: world.company.user(login), allowed}), 303)
  })
  return app
}

async function readStep(world: World, uid: string | undefined): Promise<Step | undefined> {
  const provider = await providerOf(world)
  const interaction = uid === undefined ? undefined : await provider.Interaction.find(uid)
  if (interaction === undefined) return undefined
  const {client_id: clientId, scope, redirect_uri: redirectUri} = interaction.params
  const app = world.oktaAuth.apps.find(String(clientId))
  return app && {interaction, app, scope: String(scope), redirectUri: String(redirectUri)}
}

function addressOf({interaction}: Step): string {
  return `${path}?step=${interaction.jti}`
}

/** Writes the person's answer down and says where the browser goes with it. */
async function decide(
  world: World,
  step: Step,
  {user, allowed}: {readonly user: User; readonly allowed: boolean},
): Promise<string> {
  const {app, scope} = step
  const assigned = user.active && isAssigned(world.company, user, app)
  tellConsent(world, {user, app, scope, allowed: allowed && assigned})
  if (!assigned) return deny(step, 'User is not assigned to the client application.')
  if (!allowed) return deny(step)
  const provider = await providerOf(world)
  const grant = new provider.Grant({accountId: user.id, clientId: app.clientId})
  grant.addOIDCScope(scope)
  const grantId = await grant.save()
  return answer(step, {login: {accountId: user.id, remember: false}, consent: {grantId}})
}

function deny(step: Step, description = 'The resource owner denied the request.'): Promise<string> {
  return answer(step, {error: 'access_denied', error_description: description})
}

async function answer({interaction}: Step, result: NonNullable<Interaction['result']>): Promise<string> {
  interaction.result = result
  await interaction.save(600)
  return interaction.returnTo
}

function expired(world: World, c: Context): Response | Promise<Response> {
  return showRefusal(world, c, {
    error: 'invalid_request',
    description: 'The request has expired. Start again in the application.',
  })
}

function askWho(world: World, c: Context, step: Step): Response | Promise<Response> {
  return showSignIn(world, c, {returnTo: addressOf(step)})
}

function showConsent(
  world: World,
  c: Context,
  {step, login}: {readonly step: Step; readonly login: string},
): Response | Promise<Response> {
  const {app, scope, redirectUri, interaction} = step
  return showPage(c, {
    title: `Sign in to ${app.name}`,
    formTarget: new URL(redirectUri).origin,
    body: cardPage(
      world,
      html`<h1>Let this application act in your name?</h1>
        <dl class="facts">
          <dt>Application</dt>
          <dd>${app.name}</dd>
          <dt>Signed in as</dt>
          <dd>${login}</dd>
          <dt>It asks for</dt>
          <dd>${scope}</dd>
          <dt>Returns to</dt>
          <dd><code>${new URL(redirectUri).host}</code></dd>
        </dl>
        <form method="post" action="${path}">
          ${hiddenFields(world, {step: interaction.jti})}
          <button class="primary" name="decision" value="allow">Allow access</button>
          <button class="quiet" name="decision" value="deny">Deny access</button>
        </form>`,
      switchUser(world, addressOf(step)),
    ),
  })
}
