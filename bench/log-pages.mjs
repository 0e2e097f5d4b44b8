import {mkdirSync, writeFileSync, readFileSync} from 'node:fs'
import {randomUUID} from 'node:crypto'
import path from 'node:path'

/** Writes `pages` pages of `size` events of about 2.3 kB, as compact as Okta sends them, and gives back their paths. */
export function writePages(folder, pages, size) {
  mkdirSync(folder, {recursive: true})
  return Array.from({length: pages}, (_, page) => {
    const file = path.join(folder, `${page}.json`)
    writeFileSync(file, JSON.stringify(Array.from({length: size}, (_, index) => event(page * size + index))))
    return file
  })
}

/** A System Log that reads those pages, `rounds` times over; from the second round on with uuids of their own. */
export function diskLog(files, rounds) {
  const total = files.length * rounds
  const url = (at) => `https://halyard.test/api/v1/logs?limit=1000&after=${at}`
  return {
    orgUrl: 'https://halyard.test',
    self: {userAgent: 'okta-ops/bench'},
    firstUrl: () => url(0),
    read: async (address) => {
      const at = Number(new URL(address).searchParams.get('after'))
      const servedAt = new Date()
      if (at >= total)
        return {url: address, body: Buffer.from('[]'), next: url(at), requestId: undefined, servedAt}
      const body = readFileSync(files[at % files.length])
      if (at >= files.length) renewUuids(body, Math.floor(at / files.length))
      return {url: address, body, next: url(at + 1), requestId: undefined, servedAt}
    },
  }
}

const marker = Buffer.from('"uuid":"')

function renewUuids(body, round) {
  const digits = round.toString(16).padStart(4, '0')
  for (let at = body.indexOf(marker); at >= 0; at = body.indexOf(marker, at + 40))
    body.write(digits, at + marker.length, 'latin1')
}

function event(index) {
  const published = new Date(Date.UTC(2026, 10, 21) + index * 100).toISOString()
  const person = {
    id: `00u${String(index % 977).padStart(17, 'a')}`,
    type: 'User',
    alternateId: `person${index % 977}@halyard.test`,
    displayName: `Person ${index % 977}`,
    detailEntry: null,
  }
  return {
    actor: person,
    client: {
      userAgent: {
        rawUserAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36',
        os: 'Linux',
        browser: 'CHROME',
      },
      zone: 'null',
      device: 'Computer',
      id: null,
      ipAddress: `198.51.100.${index % 250}`,
      geographicalContext: {
        city: 'Utrecht',
        state: 'Utrecht',
        country: 'Netherlands',
        postalCode: '3511',
        geolocation: {lat: 52.0907, lon: 5.1214},
      },
    },
    device: null,
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      rootSessionId: `trs${index % 999}`,
      externalSessionId: `trs${index % 999}`,
    },
    displayMessage: 'User login to Okta',
    eventType: index % 16 === 0 ? 'user.session.end' : 'user.session.start',
    outcome: {result: index % 9 === 0 ? 'FAILURE' : 'SUCCESS', reason: null},
    published,
    securityContext: {
      asNumber: 64500,
      asOrg: 'halyard networks',
      isp: 'halyard networks',
      domain: 'halyard.test',
      isProxy: false,
    },
    severity: 'INFO',
    debugContext: {
      debugData: {
        requestId: randomUUID(),
        dtHash: 'd'.repeat(64),
        requestUri: '/idp/idx/identify',
        threatSuspected: 'false',
        url: '/idp/idx/identify?',
        risk: '{level=LOW}',
        behaviors: '{New Geo-Location=NEGATIVE, New Device=NEGATIVE, New IP=NEGATIVE, New State=NEGATIVE}',
      },
    },
    legacyEventType: 'core.user_auth.login_success',
    transaction: {type: 'WEB', id: randomUUID(), detail: {}},
    // Its first four digits are the round's: none here is one of a later round.
    uuid: `0000${randomUUID().slice(4)}`,
    version: '0',
    request: {
      ipChain: [
        {
          ip: `198.51.100.${index % 250}`,
          geographicalContext: {
            city: 'Utrecht',
            state: 'Utrecht',
            country: 'Netherlands',
            postalCode: '3511',
            geolocation: {lat: 52.0907, lon: 5.1214},
          },
          version: 'V4',
          source: null,
        },
      ],
    },
    target: [
      {...person, type: 'AppUser'},
      {
        id: `0oa${index % 97}`,
        type: 'AppInstance',
        alternateId: 'Halyard Desk',
        displayName: 'Halyard Desk',
        detailEntry: {signOnModeType: 'SAML_2_0'},
      },
    ],
  }
}
