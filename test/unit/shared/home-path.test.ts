import {expect} from 'chai'
import {withTilde} from '../../../src/lib/shared/home-path.js'

describe('withTilde', () => {
  for (const {name, text, home, want} of [
    {
      name: 'a path',
      text: 'cannot read /home/ada/.aws/config: x',
      home: '/home/ada',
      want: 'cannot read ~/.aws/config: x',
    },
    {
      name: 'several',
      text: 'ls -ld /home/ada/.aws /home/ada/x',
      home: '/home/ada/',
      want: 'ls -ld ~/.aws ~/x',
    },
    {
      name: 'a reference',
      text: 'it is in file:/home/ada/k.pem.',
      home: '/home/ada',
      want: 'it is in file:~/k.pem.',
    },
    {name: 'not other schemes', text: 'http:/home/ada/x', home: '/home/ada', want: 'http:/home/ada/x'},
    {name: 'not a quoted one', text: "ls '/home/ada/a b'", home: '/home/ada', want: "ls '/home/ada/a b'"},
    {name: 'not another home', text: '/home/ada2/.aws', home: '/home/ada', want: '/home/ada2/.aws'},
    {name: 'not inside a path', text: '/mnt/home/ada/.aws', home: '/home/ada', want: '/mnt/home/ada/.aws'},
    {name: 'not the home itself', text: 'HOME is /home/ada', home: '/home/ada', want: 'HOME is /home/ada'},
    {name: 'nothing without a home', text: '/.aws', home: undefined, want: '/.aws'},
    {name: 'nothing for a home of /', text: '/.aws/config', home: '/', want: '/.aws/config'},
  ])
    // prettier-ignore
    it(`shows with ~: ${name}`, () => {
      expect(withTilde(text, home)).to.equal(want)
    })
})
