import {Hono, type Context} from 'hono'
import {html} from 'hono/html'
import {endPage, mark, showPage, type Html} from './page.js'
import {getSigninToken} from '../aws/federation.js'
import {assumedRoleArn} from '../aws/role-keys.js'
import {serve, type Env} from '../aws/serve.js'
import type {ConsoleSession} from '../aws/signin-tokens.js'
import type {World} from '../world.js'

/** The federation endpoint (AWS_ENDPOINT_URL_SIGNIN) and the page it lands on, which stands for the AWS console. */
export function consoleApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  const signinToken = serve(world, {service: 'signin', operation: () => 'signin', handle: getSigninToken})
  app.get('/federation', (c) => {
    if (c.req.query('Action') === 'getSigninToken') return signinToken(c)
    const session = world.signinTokens.find(c.req.query('SigninToken') ?? '', world.now())
    if (c.req.query('Action') !== 'login' || session === undefined) return refuse(world, c)
    return showConsole(c, session, c.req.query('Destination') ?? '')
  })
  return app
}

function refuse(world: World, c: Context): Response | Promise<Response> {
  const text = 'The sign-in token is unknown or older than 15 minutes.'
  const body = endPage(world, false, {title: 'The console cannot be opened', text})
  return showPage(c, {title: 'Sign-in refused', status: 400, body})
}

function showConsole(c: Context, {keys}: ConsoleSession, destination: string): Response | Promise<Response> {
  const {identity} = keys
  const place = readDestination(destination)
  return showPage(c, {
    title: `${place.service} | ${identity.accountId}`,
    body: html`<header class="console-bar">
        ${mark(24)}<span>Console</span><span class="search">Search</span>
        <span class="who"
          ><strong>${identity.roleName}/${identity.sessionName}</strong>${identity.accountId}</span
        >
      </header>
      <main class="work">
        <h1>${place.service}</h1>
        <p>The sandbox has no console. This page stands for the one that would open here.</p>
        <div class="sheet">
          <table>
            ${row('Account', identity.accountId)} ${row('Role', identity.roleName)}
            ${row('Person', identity.login)} ${row('Identity', assumedRoleArn(identity))}
            ${row('Region', place.region)} ${row('Destination', destination)}
            ${row('Credentials end', keys.expiresAt.toISOString())}
          </table>
        </div>
      </main>`,
  })
}

function row(label: string, value: string): Html {
  return html`<tr>
    <th scope="row">${label}</th>
    <td class="mono">${value}</td>
  </tr>`
}

/** `https://console.aws.amazon.com/s3/home?region=eu-west-1` -> s3 in eu-west-1. */
function readDestination(text: string): {readonly service: string; readonly region: string} {
  if (!URL.canParse(text)) return {service: 'Console home', region: 'not named'}
  const {pathname, searchParams} = new URL(text)
  const [service = ''] = pathname.split('/').filter(Boolean)
  return {
    service: service === '' || service === 'console' ? 'Console home' : service,
    region: searchParams.get('region') ?? 'not named',
  }
}
