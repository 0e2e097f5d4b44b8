import {
  startLoopbackListener,
  type LoopbackAnswer,
  type LoopbackListener,
  type LoopbackRequest,
} from '../../shared/loopback-listener.js'
import type {Machine} from '../../shared/machine.js'
import {cookieOf, createOneTimeDoor, type OneTimeDoor} from '../../shared/one-time-door.js'
import {readFigures, type DashboardStore} from './figures.js'
import {closedDoorPage, dashboardHeaders, dashboardPage} from './page.js'
import {spanNamed} from './spans.js'

export interface DashboardDeps {
  readonly machine: Pick<Machine, 'now' | 'randomBytes'>
  readonly store: DashboardStore
  /** A link was followed; the next one is good for another browser, or for the same one later. */
  readonly onOpened: (nextLink: string) => void
}

export interface Dashboard extends LoopbackListener {
  /** Opens it once. */
  readonly link: string
}

/**
 * Serves the dashboard on 127.0.0.1: to a browser that has come by a link, and to nobody else.
 * @throws OpsError OPS_USAGE when the port cannot be had
 */
export async function startDashboard(deps: DashboardDeps, port: number): Promise<Dashboard> {
  const door = createOneTimeDoor(deps.machine)
  const listener = await startLoopbackListener(
    {port, what: 'the dashboard', next: 'okta-ops triggers dashboard --port 0'},
    (request) => answerTo(request, deps, door),
  )
  return {...listener, link: linkOf(door, listener.port)}
}

function answerTo(
  {method, path, query, header, port}: LoopbackRequest,
  {machine, store, onOpened}: DashboardDeps,
  door: OneTimeDoor,
): LoopbackAnswer {
  // Cookies know no ports: the name keeps two dashboards on one machine apart.
  const cookie = `okta_ops_dashboard_${port}`
  if (path === '/open') {
    const browser = method === 'GET' ? door.open(query.get('token') ?? '') : undefined
    if (browser === undefined) return {status: 403, headers: dashboardHeaders, body: closedDoorPage()}
    onOpened(linkOf(door, port))
    const keep = `${cookie}=${browser}; HttpOnly; SameSite=Strict; Path=/`
    return {status: 303, headers: {location: '/', 'set-cookie': keep}, body: ''}
  }
  if (path !== '/') return {status: 404, body: 'nothing here\n'}
  if (!door.isOpenFor(cookieOf(header('cookie'), cookie)))
    return {status: 403, headers: dashboardHeaders, body: closedDoorPage()}
  const figures = readFigures(store, spanNamed(query.get('span')), machine.now())
  return {status: 200, headers: dashboardHeaders, body: dashboardPage(figures)}
}

function linkOf(door: OneTimeDoor, port: number): string {
  return `http://127.0.0.1:${port}/open?token=${door.issue()}`
}
