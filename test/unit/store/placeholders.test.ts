import {expect} from 'chai'
import {countPlaceholders} from '../../../src/lib/store/placeholders.js'

describe('counting the values a statement takes', () => {
  const counted: readonly (readonly [string, string, number])[] = [
    ['none', 'SELECT 1', 0],
    ['some', 'INSERT INTO t VALUES (?, ?,?)', 3],
    ['in text', "SELECT '?', 'it''s ?', ?", 1],
    ['in quoted names', 'SELECT "a?""b", `c?`, [d?] FROM t WHERE x = ?', 1],
    ['in comments', 'SELECT ? -- really?\n, /* why? */ ? /* not closed ?', 2],
    ['a comment that never opens', 'SELECT 4 /2 * ?', 1],
    ['a name with $', 'SELECT a$b FROM t WHERE c = ?', 1],
    ['JSON arrows', "SELECT data ->> '$.a' FROM t WHERE data -> '$.b' = ?", 1],
    ['a semicolon at the end', 'SELECT ? ; -- done', 1],
    ['a quote within a comment', "SELECT ? -- don't\n, ?", 2],
    ['a comment within text', "SELECT '--', ?, '/*', ?", 2],
    ['letters beyond ASCII', 'SELECT ä$x, ? FROM tönt', 1],
  ]
  for (const [name, sql, count] of counted) {
    it(name, () => {
      expect(countPlaceholders(sql)).to.equal(count)
    })
  }

  const refused: readonly (readonly [string, string])[] = [
    ['numbered', 'SELECT ?1'],
    ['named with a colon', 'SELECT :name'],
    ['named with @', 'SELECT @name'],
    ['named with $', 'SELECT $name'],
    ['two statements', 'DELETE FROM a; DELETE FROM b'],
  ]
  for (const [name, sql] of refused) {
    it(`refuses ${name}`, () => {
      expect(() => countPlaceholders(sql)).to.throw(/only plain|one statement/)
    })
  }
})
