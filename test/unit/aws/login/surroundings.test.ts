import {expect} from 'chai'
import {mkdirSync} from 'node:fs'
import path from 'node:path'
import {
  headlessReason,
  readSurroundings,
  type Surroundings,
} from '../../../../src/lib/sign-in/surroundings.js'
import {createTempHome} from '../../../support/temp-home.js'

const desktop: Surroundings = {
  env: {DISPLAY: ':0'},
  platform: 'linux',
  interactive: true,
  kernel: 'Linux version 6.1.0 (gcc)',
  containerMark: false,
}

describe('aws/login/surroundings', () => {
  const cases: readonly (readonly [string, Partial<Surroundings>, RegExp | undefined])[] = [
    ['a Linux desktop', {}, undefined],
    ['Wayland only', {env: {WAYLAND_DISPLAY: 'wayland-0'}}, undefined],
    ['a Mac without DISPLAY', {env: {}, platform: 'darwin'}, undefined],
    ['Windows', {env: {}, platform: 'win32'}, undefined],
    ['no terminal', {interactive: false}, /no terminal/],
    ['Linux without a display', {env: {}}, /no display/],
    ['an empty DISPLAY', {env: {DISPLAY: ''}}, /no display/],
    ['SSH_CONNECTION', {env: {DISPLAY: ':0', SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22'}}, /SSH/],
    ['SSH_TTY on a Mac', {env: {SSH_TTY: '/dev/ttys1'}, platform: 'darwin'}, /SSH/],
    ['WSL by its variable', {env: {DISPLAY: ':0', WSL_DISTRO_NAME: 'Debian'}}, /WSL/],
    ['WSL by its kernel', {kernel: 'Linux version 5.15.90.1-microsoft-standard-WSL2'}, /WSL/],
    ['a container by its mark', {containerMark: true}, /container/],
    ['a container by its variable', {env: {DISPLAY: ':0', KUBERNETES_SERVICE_HOST: '10.0.0.1'}}, /container/],
  ]
  for (const [name, facts, want] of cases) {
    it(`${name}: ${want?.source ?? 'a browser can answer'}`, () => {
      const reason = headlessReason({...desktop, ...facts})
      if (want === undefined) expect(reason).to.equal(undefined)
      else expect(reason).to.match(want)
    })
  }

  const marks: readonly (readonly [string, string, string])[] = [
    ['docker', '.dockerenv', ''],
    ['podman', 'run/.containerenv', ''],
    ['kubernetes', 'proc/1/cgroup', '0::/kubepods/besteffort/pod1'],
  ]
  for (const [name, file, content] of marks) {
    it(`sees the mark of ${name}`, () => {
      const root = createTempHome()
      root.write(file, content)
      const seen = readSurroundings({env: {}, platform: 'linux'}, true, root.path)
      root.remove()
      expect(seen.containerMark).to.equal(true)
    })
  }

  it('sees nothing where there is nothing', () => {
    const root = createTempHome()
    mkdirSync(path.join(root.path, 'proc'))
    const seen = readSurroundings({env: {}, platform: 'linux'}, true, root.path)
    root.remove()
    expect(seen).to.include({containerMark: false, kernel: ''})
  })
})
